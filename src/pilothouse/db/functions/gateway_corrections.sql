-- What turned out after a call was settled: refunds, and calls that the sweep had closed.

-- Write corrections of ledger rows: what they add to a row's tokens and cost, with its scopes and its moment. A refund
-- takes no more than its call has cost. Returns those that were written now.
create or replace function gateway_write_corrections(corrections jsonb)
returns uuid[] language plpgsql set search_path = public, pg_temp as $$
declare written uuid[];
begin
  perform 1 from ledger l
  where l.id in (select c.corrects_id from jsonb_to_recordset(corrections) as c(corrects_id uuid))
  order by l.id for no key update;
  with correction as (
    select distinct on (c.corrects_id) * from jsonb_to_recordset(corrections) as c(id uuid, corrects_id uuid,
      organization_id uuid, outcome text, error_code text, status int, answer_id text, input_tokens bigint,
      cached_input_tokens bigint, cache_write_tokens bigint, cache_write_1h_tokens bigint, output_tokens bigint,
      reasoning_tokens bigint, server_tool_calls int, cost_microusd bigint, saved_microusd bigint, is_estimated boolean,
      duration_ms int, first_byte_ms int)
    order by c.corrects_id, c.id
  ), booked as (
    insert into ledger (id, kind, corrects_id, organization_id, mission_id, conversation_id, user_id, api_key_id, agent,
      team_ids, tags, scopes, provider, connection, model, requested_model, operation, is_streaming, price_version,
      request_id, attempt, admitted_at, outcome, error_code, status, answer_id, input_tokens, cached_input_tokens,
      cache_write_tokens, cache_write_1h_tokens, output_tokens, reasoning_tokens, server_tool_calls, cost_microusd,
      saved_microusd, is_estimated, overrun_microusd, duration_ms, first_byte_ms)
    select c.id, 'correction', l.id, l.organization_id, l.mission_id, l.conversation_id, l.user_id, l.api_key_id,
      l.agent, l.team_ids, l.tags, l.scopes, l.provider, l.connection, l.model, l.requested_model, l.operation,
      l.is_streaming, l.price_version, l.request_id, l.attempt, l.admitted_at, coalesce(c.outcome, l.outcome),
      c.error_code, c.status, c.answer_id, coalesce(c.input_tokens, 0), coalesce(c.cached_input_tokens, 0),
      coalesce(c.cache_write_tokens, 0), coalesce(c.cache_write_1h_tokens, 0), coalesce(c.output_tokens, 0),
      coalesce(c.reasoning_tokens, 0), coalesce(c.server_tool_calls, 0), c.cost_microusd, coalesce(c.saved_microusd, 0),
      coalesce(c.is_estimated, false), greatest(0, c.cost_microusd), c.duration_ms, c.first_byte_ms
    from correction c
    join ledger l on l.id = c.corrects_id and l.organization_id = c.organization_id and l.kind = 'call'
    where c.cost_microusd + l.cost_microusd
      + (select coalesce(sum(e.cost_microusd), 0) from ledger e where e.corrects_id = l.id) >= 0
    order by c.id
    on conflict (id) do nothing
    returning id
  )
  select coalesce(array_agg(b.id), '{}') into written from booked b;
  return written;
end $$;

-- Correct ledger rows that their calls have closed: refunds, and what turned out later. May be repeated. Returns those
-- of the named corrections that the ledger has.
create or replace function gateway_correct(corrections jsonb)
returns setof uuid language plpgsql security definer set search_path = public, pg_temp as $$
declare booked uuid[];
begin
  lock table budget_window in row exclusive mode;
  booked := gateway_write_corrections(corrections);
  perform gateway_roll_up(booked);
  perform gateway_open_windows_of('{}', booked);
  perform gateway_move_windows('{}', booked);
  return query select l.id from ledger l
    join jsonb_to_recordset(corrections) as c(id uuid, organization_id uuid)
      on c.id = l.id and c.organization_id = l.organization_id;
end $$;

-- Correct calls that the sweep has closed by what became of them. Returns the corrections.
create or replace function gateway_correct_swept(calls jsonb, ids uuid[])
returns uuid[] language plpgsql set search_path = public, pg_temp as $$
declare late jsonb;
begin
  select coalesce(jsonb_agg(c || jsonb_build_object('id', md5(l.id || ':late')::uuid, 'corrects_id', l.id,
      'organization_id', l.organization_id, 'cost_microusd', (c ->> 'cost_microusd')::bigint - l.cost_microusd)), '[]')
  into late
  from jsonb_array_elements(calls) c
  join ledger l on l.id = (c ->> 'id')::uuid and l.id = any(ids) and l.kind = 'call' and l.outcome = 'swept'
  where c ->> 'outcome' <> 'swept';
  return gateway_write_corrections(late);
end $$;
