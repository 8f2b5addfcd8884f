-- Runs of agents: their events, and what has had its time.

-- Write what running runs did: each item proves its fence first, then its events and finished calls follow.
-- Returns the seq of each item's first event, the moment of all of them, and whether somebody wants the run stopped;
-- null where the fence is lost, and then nothing of the item is written.
create or replace function runs_write(items jsonb)
returns table (place bigint, first_seq int, at timestamptz, is_stopped boolean) language plpgsql set search_path = public, pg_temp as $$
declare
  item jsonb; run_id_ uuid; organization uuid; n int; last int;
begin
  -- by id, so that two processes never wait for each other in a circle
  for place, item in
    select ordinality, value from jsonb_array_elements(items) with ordinality order by value->>'id', ordinality
  loop
    run_id_ := (item->>'id')::uuid;
    organization := (item->>'organization')::uuid;
    n := jsonb_array_length(item->'events');
    at := clock_timestamp();
    perform set_config('pilothouse.organization', organization::text, true);
    update agent_run r set
      last_seq = r.last_seq + n,
      first_token_ms = coalesce(r.first_token_ms, (item->>'first_token_ms')::int)
    where r.id = run_id_ and r.epoch = (item->>'epoch')::int and r.state = 'running'
    returning r.last_seq, r.stop_requested_at is not null into last, is_stopped;
    if not found then
      first_seq := null;
      return next;
      continue;
    end if;
    insert into event (stream, seq, organization_id, type, at, data)
      select run_id_, last - n + ordinality, organization, value->>'type', runs_write.at, value->'data'
      from jsonb_array_elements(item->'events') with ordinality;
    insert into run_call (run_id, organization_id, key, record)
      select run_id_, organization, r.key, r.record
      from jsonb_to_recordset(item->'calls') as r (key text, record jsonb)
      on conflict do nothing;
    first_seq := last - n + 1;
    return next;
  end loop;
end $$;

-- Name the runs that somebody has to take care of: running ones whose process has no fresh lease, and queued ones that
-- nothing stands in front of, which another process should have begun by now.
create or replace function runs_unattended(lease_s double precision, at_most int)
returns table (organization_id uuid, run_id uuid, state text, epoch int)
language sql stable security definer set search_path = public, pg_temp as $$
  select r.organization_id, r.id, r.state, r.epoch from agent_run r
  where r.state = 'running' and not exists (
    select 1 from process_lease l
    where l.id = r.process_id and l.beat_at > clock_timestamp() - make_interval(secs => lease_s))
  union all
  select q.organization_id, q.id, q.state, q.epoch from agent_run q
  where q.state = 'queued' and (q.conversation_id is null or not exists (
    select 1 from agent_run o
    where o.conversation_id = q.conversation_id
      and (o.state in ('running', 'waiting') or o.state = 'queued' and o.id < q.id)))
  limit at_most
$$;

-- Forget runs of the caller's own organization for good: their events too, which nobody else may delete.
create or replace function runs_erase(run_ids uuid[])
returns int language plpgsql security definer set search_path = public, pg_temp as $$
declare
  erased int;
  organization uuid := nullif(current_setting('pilothouse.organization', true), '')::uuid;
begin
  delete from event e using agent_run r
  where r.id = any(run_ids) and r.organization_id = organization and e.stream = r.id and e.organization_id = organization;
  delete from agent_run r where r.id = any(run_ids) and r.organization_id = organization;
  get diagnostics erased = row_count;
  return erased;
end $$;

-- Name runs without a conversation that were over some days ago, oldest first.
create or replace function runs_outdated(days int, at_most int)
returns table (organization_id uuid, run_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
  select r.organization_id, r.id from agent_run r
  where r.conversation_id is null and r.finished_at <= now() - make_interval(days => $1)
  order by r.finished_at limit at_most
$$;

-- Forget figures of agents and tools that are some days old. Returns how many rows went; less than asked: all did.
create or replace function measurements_forget(days int, at_most int)
returns int language plpgsql security definer set search_path = public, pg_temp as $$
declare
  forgotten int;
begin
  delete from measurement m where m.id in (
    select o.id from measurement o where o.measured_at <= now() - make_interval(days => $1)
    limit at_most for update skip locked);
  get diagnostics forgotten = row_count;
  return forgotten;
end $$;
