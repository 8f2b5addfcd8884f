-- Missions: an attempt's reads and writes, many at a time.
-- These two run as the application role, under row-level security: each item names its organization, and sees no other.

-- Read missions with their files and the steps that count, in the order asked for; null where there is none.
create or replace function missions_read(items jsonb)
returns table (place bigint, mission jsonb) language plpgsql set search_path = public, pg_temp as $$
declare item jsonb;
begin
  for place, item in select ordinality, value from jsonb_array_elements(items) with ordinality loop
    perform set_config('pilothouse.organization', item->>'organization', true);
    select jsonb_build_object(
      'mission', to_jsonb(m),
      'files', (select coalesce(jsonb_agg(to_jsonb(f) order by mf.position), '[]')
                from mission_file mf join stored_file f on f.id = mf.file_id where mf.mission_id = m.id),
      'steps', (select coalesce(jsonb_agg(to_jsonb(s)), '[]')
                from mission_step s where s.mission_id = m.id and s.state <> 'superseded'))
    into mission from mission m where m.id = (item->>'id')::uuid;
    return next;
  end loop;
end $$;

-- Write what attempts did: each item proves its claim first, then its events, steps, calls and columns follow.
-- Returns the seq of each item's first event; null where the claim is lost, and then nothing of the item is written.
create or replace function missions_write(items jsonb)
returns table (place bigint, first_seq int) language plpgsql set search_path = public, pg_temp as $$
declare
  item jsonb; mission_id_ uuid; organization uuid; n int; last int;
begin
  -- by organization, whose audit log they come to, and id, so that two processes never wait for each other in a circle
  for place, item in
    select ordinality, value from jsonb_array_elements(items) with ordinality
    order by value->>'organization', value->>'id', ordinality
  loop
    mission_id_ := (item->>'id')::uuid;
    organization := (item->>'organization')::uuid;
    n := jsonb_array_length(item->'events');
    perform set_config('pilothouse.organization', organization::text, true);
    update work w set
      last_seq = w.last_seq + n,
      attempts = coalesce((item->>'attempts')::int, w.attempts),
      state = coalesce(item->>'state', w.state),
      runner_id = case when item->>'state' is null then w.runner_id end,
      due_at = case when item->>'due_in_s' is null then w.due_at
               else clock_timestamp() + make_interval(secs => (item->>'due_in_s')::double precision) end
    where w.id = mission_id_ and w.epoch = (item->>'epoch')::int and w.state = 'running'
    returning w.last_seq into last;
    if not found then
      first_seq := null;
      return next;
      continue;
    end if;
    insert into event (stream, seq, organization_id, type, data)
      select mission_id_, last - n + ordinality, organization, value->>'type', value->'data'
      from jsonb_array_elements(item->'events') with ordinality;
    insert into mission_step as s (mission_id, organization_id, step, revision, state, tries, message, result,
                                   started_at, finished_at)
      select mission_id_, organization, r.step, r.revision, r.state, r.tries, r.message, r.result, r.started_at,
             r.finished_at
      from jsonb_to_recordset(item->'steps') as r (step text, revision int, state text, tries int, message text,
                                                  result jsonb, started_at timestamptz, finished_at timestamptz)
      on conflict (mission_id, step, revision) do update set state = excluded.state, tries = excluded.tries,
        message = excluded.message, result = excluded.result, finished_at = excluded.finished_at;
    insert into mission_call (mission_id, organization_id, revision, key, record)
      select mission_id_, organization, r.revision, r.key, r.record
      from jsonb_to_recordset(item->'calls') as r (revision int, key text, record jsonb)
      on conflict do nothing;
    if item->'mission' <> '{}' then
      update mission m set
        (state_reason, current_step, percent, intent, selected_tools, model, answer, error, cost_microusd, started_at,
         finished_at) =
        (select p.state_reason, p.current_step, p.percent, p.intent, p.selected_tools, p.model, p.answer, p.error,
                p.cost_microusd, p.started_at, p.finished_at from jsonb_populate_record(m, item->'mission') p)
      where m.id = mission_id_;
    end if;
    first_seq := last - n + 1;
    return next;
  end loop;
end $$;
