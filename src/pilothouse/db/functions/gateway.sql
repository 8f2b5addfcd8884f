-- Money held and spent.
-- Lock order everywhere: lease row, table lock, reservations by id, sums by id, windows by id, limits by id, budgets.
-- Windows come late, since every call of an organization may wait for one of them.
-- The table lock (`row exclusive`) costs nothing among calls; whoever makes or edits a budget takes the stronger one
-- and so sees every hold or none of it. A call counts towards the windows of its scopes that were open when it was
-- admitted, by the database's clock. Rows are found first, locked in order, and then read by a statement of its own,
-- which sees what was committed while the locks were waited for. Lookups stand behind `offset 0`, so that each is one
-- probe of an index however large its table grows; plans are made once per connection, which halves an admission's time,
-- and so must not depend on how small a table was when they were made.

-- Rows that each call updates: room beside them for the next version, so that no index is touched.
alter table budget_window set (fillfactor = 50);
alter table process_lease set (fillfactor = 50);
alter table rate_window set (fillfactor = 50);
-- Every call leaves a dead row there: swept up often, and never scanned past.
alter table reservation set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000);

drop function if exists gateway_admit(uuid, jsonb);
drop function if exists gateway_open_windows(jsonb, timestamptz);
drop function if exists gateway_open_windows(uuid[], timestamptz);
drop function if exists gateway_open_windows_of(uuid[]);
drop function if exists gateway_settle_late(jsonb, uuid[], uuid[]);
drop function if exists gateway_move_windows(jsonb);

-- Tell the moment, as everything that decides about money reads it.
create or replace function gateway_now()
returns timestamptz language sql volatile set search_path = public, pg_temp as $$ select clock_timestamp() $$;

-- Tell the period of a budget that holds a moment, in the organization's time zone. A total never ends.
create or replace function gateway_period(period text, counts_from timestamptz, zone text, moment timestamptz,
  out starts_at timestamptz, out ends_at timestamptz)
language plpgsql stable set search_path = public, pg_temp as $$
declare unit text := case period when 'daily' then 'day' when 'weekly' then 'week' when 'monthly' then 'month' end;
begin
  if unit is null then
    starts_at := counts_from;
    return;
  end if;
  starts_at := date_trunc(unit, moment, zone);
  ends_at := (date_trunc(unit, moment at time zone zone) + ('1 ' || unit)::interval) at time zone zone;
end $$;

-- Sum what calls of a scope have cost that were admitted in a stretch of time, hour by hour: whole hours from their
-- sums, the rest, and missions and conversations, from the ledger.
create or replace function gateway_spent(organization uuid, counted text, since timestamptz, until timestamptz)
returns table (hour timestamptz, cost_microusd bigint)
language plpgsql stable set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  ends_at timestamptz := coalesce(until, 'infinity');
  first_hour timestamptz := date_trunc('hour', since + interval '1 hour' - interval '1 microsecond', 'UTC');
  last_hour timestamptz := case when isfinite(ends_at) then date_trunc('hour', ends_at, 'UTC') else ends_at end;
  kind text := split_part(counted, ':', 1);
begin
  if kind in ('mission', 'conversation') then
    return query
    select date_trunc('hour', l.admitted_at, 'UTC'), sum(l.cost_microusd)::bigint from ledger l
    where l.organization_id = organization and l.admitted_at >= since and l.admitted_at < ends_at
      and l.scopes @> array[counted]
      and (l.mission_id = split_part(counted, ':', 2)::uuid or l.conversation_id = split_part(counted, ':', 2)::uuid)
    group by 1 order by 1;
    return;
  end if;
  return query
  select c.hour, sum(c.cost)::bigint from (
    select h.hour, h.cost_microusd as cost from spend_hour h
    where h.organization_id = organization and h.hour >= first_hour and h.hour < last_hour
      and h.scopes @> array[counted]
    union all
    select date_trunc('hour', l.admitted_at, 'UTC'), l.cost_microusd from ledger l
    where l.organization_id = organization and l.scopes @> array[counted]
      and (l.admitted_at >= since and l.admitted_at < least(first_hour, ends_at)
        or l.admitted_at >= greatest(first_hour, last_hour) and l.admitted_at < ends_at)
  ) c group by 1 order by 1;
end $$;

-- Tell whether a list of patterns, in which "*" stands for anything, holds one of a model's names.
create or replace function gateway_allows(patterns text[], names text[])
returns boolean language sql immutable set search_path = public, pg_temp as $$
  select exists (
    select 1 from unnest(patterns) as p(pattern) join unnest(names) as n(name) on n.name like
      replace(replace(replace(replace(p.pattern, '\', '\\'), '%', '\%'), '_', '\_'), '*', '%'))
$$;

-- Add ledger rows to the hourly sums.
create or replace function gateway_roll_up(booked uuid[])
returns void language sql set search_path = public, pg_temp as $$
  insert into spend_hour as s (id, organization_id, hour, provider, model, agent, user_id, api_key_id, team_ids, scopes,
    calls, failed, estimated, input_tokens, cached_input_tokens, cache_write_tokens, output_tokens, reasoning_tokens,
    cost_microusd, saved_microusd)
  select md5(row(l.organization_id, extract(epoch from k.hour), l.provider, l.model, l.agent, l.user_id, l.api_key_id,
      l.team_ids, k.scopes)::text)::uuid,
    l.organization_id, k.hour, l.provider, l.model, l.agent, l.user_id, l.api_key_id, l.team_ids, k.scopes,
    count(*) filter (where l.kind = 'call'), count(*) filter (where l.kind = 'call' and l.outcome = 'failed'),
    count(*) filter (where l.kind = 'call' and l.is_estimated), sum(l.input_tokens), sum(l.cached_input_tokens),
    sum(l.cache_write_tokens), sum(l.output_tokens), sum(l.reasoning_tokens), sum(l.cost_microusd),
    sum(l.saved_microusd)
  from ledger l cross join lateral (
    select date_trunc('hour', l.admitted_at, 'UTC') as hour,
      array(select x from unnest(l.scopes) x where x not like 'mission:%' and x not like 'conversation:%') as scopes
  ) k
  where l.id = any(booked)
  group by l.organization_id, k.hour, l.provider, l.model, l.agent, l.user_id, l.api_key_id, l.team_ids, k.scopes
  order by 1
  on conflict (id) do update set calls = s.calls + excluded.calls, failed = s.failed + excluded.failed,
    estimated = s.estimated + excluded.estimated, input_tokens = s.input_tokens + excluded.input_tokens,
    cached_input_tokens = s.cached_input_tokens + excluded.cached_input_tokens,
    cache_write_tokens = s.cache_write_tokens + excluded.cache_write_tokens,
    output_tokens = s.output_tokens + excluded.output_tokens,
    reasoning_tokens = s.reasoning_tokens + excluded.reasoning_tokens,
    cost_microusd = s.cost_microusd + excluded.cost_microusd, saved_microusd = s.saved_microusd + excluded.saved_microusd
$$;

-- Tell whether a provider's answer of this id was given to another organization: they may share one account there.
create or replace function gateway_answered_to_others(organization uuid, wanted_answer text)
returns boolean language sql stable security definer set search_path = public, pg_temp as $$
  select exists (select 1 from ledger l where l.answer_id = wanted_answer and l.organization_id <> organization)
$$;

-- An installation from before the hourly sums gets them from its ledger.
do $$ begin
  if not exists (select 1 from spend_hour) then
    perform gateway_roll_up(array(select id from ledger));
  end if;
end $$;
