-- Calls: admitted, made durable, settled, given back, swept.

-- Read calls, as programs write them, into reservations.
create or replace function gateway_reservations(process uuid, moment timestamptz, calls jsonb)
returns setof reservation language sql stable set search_path = public, pg_temp as $$
  select r.* from jsonb_populate_recordset(
    jsonb_populate_record(null::reservation, jsonb_build_object('process_id', process, 'admitted_at', moment,
      'team_ids', '{}', 'tags', '{}', 'connection', '', 'requested_model', '', 'operation', 'agent',
      'is_streaming', false, 'estimated_tokens', 0)), calls) r
$$;

-- Hold the money of calls, in their order: all of a call's windows or none, and only within its limits. One row answers
-- each call: 'admitted'; 'budget' or 'limit' with what refused it, the hard window that has the least room or the limit
-- that keeps it longest; 'fenced' when the process has no lease. A call that `is_forced` is booked without asking: the
-- provider already works on it.
create or replace function gateway_admit(process uuid, calls jsonb, is_forced boolean default false)
returns table (call_id uuid, outcome text, admitted_at timestamptz, refusal jsonb)
language plpgsql security definer set search_path = public, pg_temp set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
#variable_conflict use_column
declare
  moment timestamptz; asked reservation[]; admitted uuid[] := '{}';
  windows uuid[]; limits uuid[]; unopened uuid[];
  -- the open windows of these calls, column by column; `w_added` is what this batch holds in them
  w_id uuid[]; w_organization uuid[]; w_scope text[]; w_limit bigint[]; w_spent bigint[]; w_held bigint[];
  w_refuses boolean[]; w_is_off boolean[]; w_added bigint[];
  -- their limits likewise; `l_full_at` moves with the tokens that calls take
  l_id uuid[]; l_organization uuid[]; l_scope text[]; l_models jsonb[]; l_tokens bigint[]; l_parallel int[];
  l_running int[]; l_full_at timestamptz[]; l_added int[];
  call record; n int; tightest int; room bigint; left_over bigint; keeper int; reason text; keeps_s double precision;
  waits_s double precision; tight int[]; refusing int[] := '{}';
begin
  -- PostgreSQL has the hold; `gateway_confirm` makes it durable before the answer's first byte
  perform set_config('synchronous_commit', 'off', true);
  perform 1 from process_lease l where l.id = process for key share;
  if not found then
    return query select c.id, 'fenced', null::timestamptz, null::jsonb from jsonb_to_recordset(calls) as c(id uuid);
    return;
  end if;
  lock table budget_window in row exclusive mode;
  moment := gateway_now();
  asked := array(select r from gateway_reservations(process, moment, calls) r);

  with mine as (
    select a.organization_id, s.scope, bool_or(a.amount_microusd > 0) as is_paid
    from unnest(asked) a cross join unnest(a.scopes) as s(scope) group by 1, 2
  ), open as (
    select b.id as budget_id, w.id from mine m
    cross join lateral (
      select b.id from budget b where b.organization_id = m.organization_id and b.scope = m.scope offset 0
    ) b
    left join lateral (
      select w.id from budget_window w
      where w.budget_id = b.id and w.starts_at <= moment and (w.ends_at is null or w.ends_at > moment)
      order by w.starts_at desc limit 1
    ) w on true
    where m.is_paid
  )
  select array(select o.id from open o where o.id is not null), array(select o.budget_id from open o where o.id is null),
    array(select l.id from mine m cross join lateral (
      select l.id from call_limit l where l.organization_id = m.organization_id and l.scope = m.scope offset 0) l)
  into windows, unopened, limits;
  if unopened <> '{}' then
    perform gateway_open_windows(unopened, moment, '{}', '{}');
    windows := windows || array(
      select w.id from budget_window w
      where w.budget_id = any(unopened) and w.starts_at <= moment and (w.ends_at is null or w.ends_at > moment));
  end if;
  if windows <> '{}' then
    perform 1 from budget_window w where w.id = any(windows) order by w.id for no key update;
    select array_agg(w.id), array_agg(w.organization_id), array_agg(b.scope), array_agg(greatest(w.limit_microusd,
             case when b.raised_until > moment then b.raised_microusd end)), array_agg(w.spent_microusd),
           array_agg(w.held_microusd), array_agg(b.is_hard), array_agg(b.shut_off_at is not null), array_agg(0::bigint)
    into w_id, w_organization, w_scope, w_limit, w_spent, w_held, w_refuses, w_is_off, w_added
    from budget_window w join budget b on b.id = w.budget_id where w.id = any(windows);
  end if;
  if limits <> '{}' then
    perform 1 from call_limit l where l.id = any(limits) order by l.id for no key update;
    select array_agg(l.id), array_agg(l.organization_id), array_agg(l.scope), array_agg(to_jsonb(l.allowed_models)),
           array_agg(l.tokens_per_minute), array_agg(l.parallel_calls), array_agg(l.running), array_agg(case
             when l.tokens_per_minute is null then l.tokens_full_at else greatest(l.tokens_full_at, moment) end),
           array_agg(0)
    into l_id, l_organization, l_scope, l_models, l_tokens, l_parallel, l_running, l_full_at, l_added
    from call_limit l where l.id = any(limits);
  end if;

  for call in
    select a.id, a.organization_id, a.amount_microusd as amount, a.estimated_tokens as tokens, a.scopes, a.provider,
      array(select x.number::int from unnest(w_organization, w_scope) with ordinality as x(organization, scope, number)
            where a.amount_microusd > 0 and x.organization = a.organization_id and x.scope = any(a.scopes)) as windows,
      array(select x.number::int from unnest(l_organization, l_scope) with ordinality as x(organization, scope, number)
            where x.organization = a.organization_id and x.scope = any(a.scopes)) as limits
    from unnest(asked) with ordinality as a order by a.ordinality
  loop
    tightest := null;
    tight := '{}';
    keeper := null;
    keeps_s := null;
    if not is_forced then
      foreach n in array call.windows loop
        left_over := w_limit[n] - w_spent[n] - w_held[n] - w_added[n];
        if w_is_off[n] then left_over := -9223372036854775808; end if;
        if w_is_off[n] or w_refuses[n] and left_over < call.amount then
          tight := tight || n;
          if tightest is null or left_over < room then
            tightest := n;
            room := left_over;
          end if;
        end if;
      end loop;
      foreach n in array call.limits loop
        if l_models[n] is not null and not gateway_allows(
          array(select jsonb_array_elements_text(l_models[n])),
          array(select name from unnest(call.scopes) as s(scope), substr(s.scope, 7) as m(model),
                unnest(array[m.model, call.provider || '/' || m.model]) as name where s.scope like 'model:%')) then
          keeper := n;
          reason := 'model';
          tightest := null;
          exit;
        end if;
        -- until the bucket has room for what the call takes, or is full
        waits_s := extract(epoch from l_full_at[n] - moment) - greatest(0, 60 - call.tokens * 60.0 / l_tokens[n]);
        if l_tokens[n] is not null and waits_s > 0 and (keeper is null or waits_s > keeps_s) then
          keeper := n;
          reason := 'tokens';
          keeps_s := waits_s;
        end if;
        if l_running[n] + l_added[n] >= l_parallel[n] and (keeper is null or keeps_s < 1) then
          keeper := n;
          reason := 'parallel';
          keeps_s := 1;
        end if;
      end loop;
    end if;
    call_id := call.id;
    admitted_at := null;
    refusal := null;
    if tightest is not null then
      refusing := refusing || tight;
      outcome := 'budget';
      refusal := (
        select jsonb_build_object('budget_id', w.budget_id, 'scope', b.scope, 'period', b.period,
          'limit_microusd', w_limit[tightest], 'spent_microusd', w.spent_microusd,
          'held_microusd', w.held_microusd + w_added[tightest], 'resets_at', w.ends_at,
          'is_shut_off', w_is_off[tightest])
        from budget_window w join budget b on b.id = w.budget_id where w.id = w_id[tightest]);
    elsif keeper is not null then
      outcome := 'limit';
      refusal := jsonb_build_object('limit_id', l_id[keeper], 'scope', l_scope[keeper], 'reason', reason,
        'retry_after_s', keeps_s, 'models', coalesce(l_models[keeper], '[]'),
        'allowed', case reason when 'tokens' then l_tokens[keeper] when 'parallel' then l_parallel[keeper] end);
    else
      outcome := 'admitted';
      admitted_at := moment;
      admitted := admitted || call.id;
      foreach n in array call.windows loop
        w_added[n] := w_added[n] + call.amount;
      end loop;
      foreach n in array call.limits loop
        l_added[n] := l_added[n] + 1;
        if l_tokens[n] is not null then
          l_full_at[n] := l_full_at[n] + make_interval(secs => call.tokens * 60.0 / l_tokens[n]);
        end if;
      end loop;
    end if;
    return next;
  end loop;

  insert into reservation select a.* from unnest(asked) a where a.id = any(admitted);
  update budget_window w set held_microusd = w.held_microusd + x.amount
  from unnest(w_id, w_added) as x(id, amount) where w.id = x.id and x.amount > 0;
  update call_limit l set running = l.running + x.calls, tokens_full_at = x.full_at
  from unnest(l_id, l_added, l_full_at) as x(id, calls, full_at) where l.id = x.id and x.calls > 0;
  if refusing <> '{}' then
    perform gateway_note_refusals(array(select distinct w_id[x.number] from unnest(refusing) as x(number)), moment);
  end if;
end $$;

-- Make all that was admitted and settled so far durable, by a synchronous commit behind it in the same log, and return
-- which of the named holds PostgreSQL still has. Null: the process has no lease, so nothing is promised of its holds.
create or replace function gateway_confirm(process uuid, ids uuid[])
returns uuid[] language plpgsql security definer set search_path = public, pg_temp set enable_seqscan = off as $$
begin
  update process_lease l set beat_at = clock_timestamp() where l.id = process;
  if not found then
    perform pg_logical_emit_message(true, 'pilothouse', '');  -- something to commit
    return null;
  end if;
  return array(select r.id from reservation r where r.id = any(ids));
end $$;

-- Count calls that are over out of their limits, and give token buckets what was estimated but not used, or take what
-- was used beyond it. Of a call that was swept nobody knows better than its estimate.
create or replace function gateway_move_limits(gone reservation[], booked uuid[])
returns void language plpgsql set search_path = public, pg_temp as $$
declare moment timestamptz := gateway_now(); m_id uuid[]; m_calls int[]; m_tokens bigint[];
begin
  select array_agg(m.id), array_agg(m.calls), array_agg(m.tokens) into m_id, m_calls, m_tokens
  from (
    select l.id, count(*)::int as calls, sum(case
      when e.id is null then -g.estimated_tokens
      when e.outcome = 'swept' then 0
      else e.input_tokens + e.output_tokens - g.estimated_tokens end)::bigint as tokens
    from unnest(gone) g
    cross join unnest(g.scopes) as s(scope)
    cross join lateral (
      select l.id from call_limit l where l.organization_id = g.organization_id and l.scope = s.scope offset 0
    ) l
    left join ledger e on e.id = g.id and e.id = any(booked)
    group by l.id
  ) m;
  if m_id is null then return; end if;
  perform 1 from call_limit l where l.id = any(m_id) order by l.id for no key update;
  update call_limit l set running = l.running - m.calls, tokens_full_at = case
    when l.tokens_per_minute is null then l.tokens_full_at
    else greatest(l.tokens_full_at, moment) + make_interval(secs => m.tokens * 60.0 / l.tokens_per_minute) end
  from unnest(m_id, m_calls, m_tokens) as m(id, calls, tokens) where l.id = m.id;
end $$;

-- Close calls: the hold goes, a ledger row comes, windows, limits and sums move, all at once. May be repeated: a call is
-- booked once. A call that the sweep closed at its estimate gets a correction row. Of one whose hold was lost the facts
-- are needed, for it did happen: returns the ids of those that came without and are not known here. Like an admission it
-- does not wait for the disk, and so keeps windows locked for less than a millisecond; `gateway_confirm` does that, and
-- before it nobody is told that the call is booked. A crash between the two loses both sides of it: the hold comes back.
create or replace function gateway_settle(calls jsonb)
returns setof uuid language plpgsql security definer set search_path = public, pg_temp set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
declare
  ids uuid[] := array(select (c ->> 'id')::uuid from jsonb_array_elements(calls) c);
  gone reservation[]; facts reservation[]; booked uuid[]; is_rare boolean;
begin
  perform set_config('synchronous_commit', 'off', true);
  lock table budget_window in row exclusive mode;
  perform 1 from reservation r where r.id = any(ids) order by r.id for update;
  with held as (delete from reservation r where r.id = any(ids) returning r)
  select coalesce(array_agg(h.r), '{}') into gone from held h;
  facts := gone;
  if cardinality(gone) < cardinality(ids) then
    facts := gone || array(
      select r from gateway_reservations(null, null, jsonb_path_query_array(calls, '$[*] ? (exists (@.scopes))')) r
      where not r.id in (select g.id from unnest(gone) g));
  end if;
  with entry as (
    insert into ledger (id, kind, organization_id, mission_id, conversation_id, user_id, api_key_id, agent, team_ids,
      tags, scopes, provider, connection, model, requested_model, operation, is_streaming, price_version, request_id,
      attempt, admitted_at, outcome, error_code, status, answer_id, input_tokens, cached_input_tokens,
      cache_write_tokens, cache_write_1h_tokens, output_tokens, reasoning_tokens, server_tool_calls, cost_microusd,
      saved_microusd, is_estimated, overrun_microusd, duration_ms, first_byte_ms)
    select f.id, 'call', f.organization_id, f.mission_id, f.conversation_id, f.user_id, f.api_key_id, f.agent,
      f.team_ids, f.tags, f.scopes, f.provider, f.connection, f.model, f.requested_model, f.operation, f.is_streaming,
      f.price_version, f.request_id, f.attempt, f.admitted_at, c.outcome, c.error_code, c.status, c.answer_id,
      coalesce(c.input_tokens, 0), coalesce(c.cached_input_tokens, 0), coalesce(c.cache_write_tokens, 0),
      coalesce(c.cache_write_1h_tokens, 0), coalesce(c.output_tokens, 0), coalesce(c.reasoning_tokens, 0),
      coalesce(c.server_tool_calls, 0), c.cost_microusd, coalesce(c.saved_microusd, 0), c.is_estimated,
      greatest(0, c.cost_microusd - f.amount_microusd), c.duration_ms, c.first_byte_ms
    from unnest(facts) f
    join jsonb_to_recordset(calls) as c(id uuid, outcome text, error_code text, status int, answer_id text,
      input_tokens bigint, cached_input_tokens bigint, cache_write_tokens bigint, cache_write_1h_tokens bigint,
      output_tokens bigint, reasoning_tokens bigint, server_tool_calls int, cost_microusd bigint, saved_microusd bigint,
      is_estimated boolean, duration_ms int, first_byte_ms int) on c.id = f.id
    order by f.id
    on conflict (id) do nothing
    returning id, cost_microusd > 0 and overrun_microusd = cost_microusd as is_unheld
  )
  select coalesce(array_agg(e.id), '{}'), coalesce(bool_or(e.is_unheld), false) into booked, is_rare from entry e;
  is_rare := is_rare or cardinality(booked) < cardinality(ids) or cardinality(facts) > cardinality(gone);
  if is_rare then
    booked := booked || gateway_correct_swept(calls, ids);
    return query select x.id from unnest(ids) as x(id) where not exists (select 1 from ledger l where l.id = x.id);
  end if;
  perform gateway_roll_up(booked);
  if is_rare then
    perform gateway_open_windows_of(gone, booked);
  end if;
  perform gateway_move_windows(gone, booked);
  perform gateway_move_limits(gone, booked);
end $$;

-- Give back holds of calls that were never sent; one that the sweep closed is corrected to nothing. Returns those that
-- were still held.
create or replace function gateway_void(ids uuid[])
returns setof uuid language plpgsql security definer set search_path = public, pg_temp set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
declare gone reservation[]; booked uuid[];
begin
  lock table budget_window in row exclusive mode;
  perform 1 from reservation r where r.id = any(ids) order by r.id for update;
  with held as (delete from reservation r where r.id = any(ids) returning r)
  select coalesce(array_agg(h.r), '{}') into gone from held h;
  booked := gateway_correct_swept((
    select coalesce(jsonb_agg(jsonb_build_object('id', x.id, 'cost_microusd', 0, 'outcome', 'cancelled')), '[]')
    from unnest(ids) as x(id)), ids);
  perform gateway_roll_up(booked);
  perform gateway_move_windows(gone, booked);
  perform gateway_move_limits(gone, booked);
  return query select g.id from unnest(gone) g;
end $$;

-- Give back holds of a process that it does not know: their admission's reply was lost. Returns how many.
create or replace function gateway_void_strays(process uuid, known uuid[], older_than_s double precision)
returns int language sql security definer set search_path = public, pg_temp as $$
  select count(*)::int from gateway_void(array(
    select r.id from reservation r
    where r.process_id = process and r.admitted_at < gateway_now() - make_interval(secs => older_than_s)
      and not r.id = any(known)))
$$;

-- Close, at what they hold and marked as estimated, calls whose process has no live lease. Returns how many.
create or replace function gateway_sweep(lease_s double precision, at_most int)
returns int language plpgsql security definer set search_path = public, pg_temp as $$
declare calls jsonb;
begin
  with orphan as (
    select r.id, r.amount_microusd from reservation r
    where not exists (
      select 1 from process_lease l
      where l.id = r.process_id and l.beat_at > clock_timestamp() - make_interval(secs => lease_s))
    order by r.id limit at_most for update of r skip locked
  )
  select jsonb_agg(jsonb_build_object('id', o.id, 'cost_microusd', o.amount_microusd, 'outcome', 'swept',
    'is_estimated', true)) into calls from orphan o;
  if calls is null then return 0; end if;
  perform gateway_settle(calls);
  return jsonb_array_length(calls);
end $$;
