-- Functions of the database. They are code, laid anew at each migration, and the only place where a query may look
-- across organizations: each of those is SECURITY DEFINER, runs as the owner role, and returns as little as it can.
-- A test counts them (tests/db/test_functions.py).

-- durable: claims, leases, sweeping -----------------------------------------------------------------------------------

-- Claim up to `wanted` due rows for a runner. Organizations take turns; inside one, priority decides, then age.
-- A runner whose lease is late gets nothing: it will be swept, so it must not start anything.
create or replace function durable_claim(runner uuid, kinds text[], wanted int, lease_s double precision)
returns table (work_id uuid, organization_id uuid, kind text, epoch int, attempts int)
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform 1 from process_lease l where l.id = runner and l.beat_at > clock_timestamp() - make_interval(secs => lease_s);
  if not found then return; end if;
  return query
  with recursive tenant(id) as (  -- skip scan: one index probe per organization that has queued work
    (select w.organization_id from work w where w.state = 'queued' order by w.organization_id limit 1)
    union all
    select (select w.organization_id from work w where w.state = 'queued' and w.organization_id > t.id
            order by w.organization_id limit 1)
    from tenant t where t.id is not null
  ), candidate as (
    select due.id from (select id from tenant where id is not null order by random()) t,
    lateral (
      select w.id from work w
      where w.state = 'queued' and w.organization_id = t.id and w.due_at <= clock_timestamp()
        and w.kind = any(kinds) and w.engine = 'embedded'
      order by w.priority desc, w.due_at
      limit greatest(1, ceil(wanted::numeric / (select count(*) from tenant)))
      for update skip locked
    ) due
    limit wanted
  )
  update work w
  set state = 'running', runner_id = runner, epoch = w.epoch + 1, attempts = w.attempts + 1, updated_at = now()
  from candidate c where w.id = c.id
  returning w.id, w.organization_id, w.kind, w.epoch, w.attempts;
end $$;

-- Claim one named row, as a distributed engine does: whoever ran it before is fenced by the new epoch.
create or replace function durable_claim_one(work_id uuid, runner uuid)
returns table (organization_id uuid, kind text, epoch int, attempts int)
language sql security definer set search_path = public, pg_temp as $$
  update work w
  set state = 'running', runner_id = runner, epoch = w.epoch + 1, attempts = w.attempts + 1, updated_at = now()
  where w.id = work_id and w.state in ('queued', 'running')
  returning w.organization_id, w.kind, w.epoch, w.attempts
$$;

-- Name queued rows that another engine drives, for its dispatcher.
create or replace function durable_due_elsewhere(wanted_engine text, at_most int)
returns table (work_id uuid) language sql security definer set search_path = public, pg_temp as $$
  select w.id from work w
  where w.state = 'queued' and w.engine = wanted_engine and w.due_at <= clock_timestamp()
  order by w.priority desc, w.due_at limit at_most
$$;

-- Give back every running row whose runner has no fresh lease: queued again, under a higher epoch that fences it.
create or replace function durable_sweep(lease_s double precision)
returns int language plpgsql security definer set search_path = public, pg_temp as $$
declare swept int;
begin
  with lost as (
    select w.id from work w
    where w.state = 'running' and w.engine = 'embedded' and not exists (
      select 1 from process_lease l
      where l.id = w.runner_id and l.beat_at > clock_timestamp() - make_interval(secs => lease_s))
    order by w.id for update skip locked
  )
  update work w set state = 'queued', epoch = w.epoch + 1, runner_id = null, due_at = now(), updated_at = now()
  from lost where w.id = lost.id;
  get diagnostics swept = row_count;
  -- a lease that nobody beats and nothing names is only history
  delete from process_lease l where l.beat_at < clock_timestamp() - interval '1 hour';
  return swept;
end $$;

-- Wake runners when a row becomes claimable, and stop the one that runs a row whose epoch was raised by others.
create or replace function durable_notify_queued() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
  perform pg_notify(case new.engine when 'embedded' then 'pilothouse_work' else 'pilothouse_work_elsewhere' end, '');
  return null;
end $$;
create or replace trigger work_queued after insert or update of state on work
  for each row when (new.state = 'queued') execute function durable_notify_queued();

create or replace function durable_notify_fenced() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
  perform pg_notify('pilothouse_fenced', new.id || ' ' || new.epoch);
  return null;
end $$;
create or replace trigger work_fenced after update of epoch on work
  for each row when (old.state = 'running' and new.epoch <> old.epoch) execute function durable_notify_fenced();

-- live: events reach every process ------------------------------------------------------------------------------------

-- One notification per stream and statement, with ids only: a payload holds 8 kB at most.
create or replace function live_notify() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
  perform pg_notify('pilothouse_event', organization_id || ' ' || stream || ' ' || min(seq))
  from added group by organization_id, stream;
  return null;
end $$;
create or replace trigger event_notify after insert on event
  referencing new table as added for each statement execute function live_notify();

-- access: what comes before the organization is known -----------------------------------------------------------------

-- Whose e-mail this is, and the hash to check a password against.
create or replace function access_find_sign_in(wanted_email text)
returns table (organization_id uuid, user_id uuid, password_hash text)
language sql stable security definer set search_path = public, pg_temp as $$
  select u.organization_id, u.id, u.password_hash from user_account u
  where lower(u.email) = lower(wanted_email) and u.is_active and u.deleted_at is null
$$;

-- Which login session a refresh token belongs to.
create or replace function access_find_login_session(wanted_hash text)
returns table (organization_id uuid, session_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
  select s.organization_id, s.id from login_session s where s.family_hash = wanted_hash
$$;

-- Which API key this is.
create or replace function access_find_api_key(wanted_hash text)
returns table (organization_id uuid, api_key_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
  select k.organization_id, k.id from api_key k where k.key_hash = wanted_hash
$$;

-- Whether anybody is there yet. Volatile: it must see what was committed while its transaction waited for a lock.
create or replace function access_has_users()
returns boolean language sql volatile security definer set search_path = public, pg_temp as $$
  select exists (select 1 from user_account)
$$;

-- Who acts for the operator at the machine: the first user made who holds "admin" and is active.
create or replace function access_first_administrator()
returns table (organization_id uuid, user_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
  select u.organization_id, u.id from user_account u
  join user_role h on h.user_id = u.id join role r on r.id = h.role_id
  where 'admin' = any(r.permissions) and u.is_active and u.deleted_at is null
  order by u.id limit 1
$$;

-- Write a refused sign-in into the log of the organization whose user has this e-mail, or of nobody's.
create or replace function access_record_refused_sign_in(
  event_id uuid, tried_email text, action text, reason text, request_id text, ip_address text, user_agent text)
returns void language sql security definer set search_path = public, pg_temp as $$
  insert into audit_event
    (id, organization_id, actor_kind, actor_id, action, resource, outcome, changes, request_id, ip_address, user_agent)
  select event_id, u.organization_id, 'anonymous', u.id, $3, 'email:' || tried_email, 'refused',
         jsonb_build_object('reason', jsonb_build_array(null, $4)), $5, $6, $7
  from (select tried_email) tried left join user_account u on lower(u.email) = lower(tried.tried_email)
$$;

-- gateway: money held and spent ---------------------------------------------------------------------------------------
-- Lock order everywhere: lease row, table lock, reservations by id, windows by id. The table lock (`row exclusive`)
-- costs nothing among calls; the creation of a budget takes the stronger one and so sees every hold or none of it.
-- A call counts towards the windows of its scopes that were open when it was admitted, by the database's clock.

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

-- Open the windows that calls need and that their budgets do not have yet. A window never reaches into its
-- predecessor, even when the organization's time zone was changed between the two.
create or replace function gateway_open_windows(calls jsonb, moment timestamptz)
returns void language sql set search_path = public, pg_temp as $$
  insert into budget_window
    (id, budget_id, organization_id, starts_at, ends_at, limit_microusd, spent_microusd, held_microusd)
  select gen_random_uuid(), b.id, b.organization_id, greatest(p.starts_at, before.ends_at), p.ends_at,
         b.limit_microusd, 0, 0
  from budget b
  join organization o on o.id = b.organization_id
  cross join lateral gateway_period(b.period, b.counts_from, o.time_zone, moment) p
  left join lateral (
    select max(w.ends_at) as ends_at from budget_window w where w.budget_id = b.id and w.ends_at <= moment
  ) before on true
  where exists (
      select 1 from jsonb_to_recordset(calls) as c(organization_id uuid, scopes text[])
      where c.organization_id = b.organization_id and b.scope = any(c.scopes))
    and not exists (
      select 1 from budget_window w
      where w.budget_id = b.id and w.starts_at <= moment and (w.ends_at is null or w.ends_at > moment))
  order by b.id
  on conflict (budget_id, starts_at) do nothing
$$;

-- Hold the money of calls, in their order: all of a call's windows or none. One row answers each call: 'admitted',
-- 'refused' with the hard window that has the least room, or 'fenced' when the process has no lease.
-- A call that `is_forced` is booked without asking: the provider already works on it.
create or replace function gateway_admit(process uuid, calls jsonb)
returns table (call_id uuid, outcome text, admitted_at timestamptz, budget_id uuid, scope text, period text,
  limit_microusd bigint, spent_microusd bigint, held_microusd bigint, resets_at timestamptz)
language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  moment timestamptz;
  -- the open windows of these calls, column by column; `added` is what this batch holds in them
  w_id uuid[]; w_budget uuid[]; w_organization uuid[]; w_scope text[]; w_period text[]; w_is_hard boolean[];
  w_limit bigint[]; w_spent bigint[]; w_held bigint[]; w_ends timestamptz[]; added bigint[];
  call record; n int; tightest int; room bigint; left_over bigint; admitted uuid[] := '{}';
begin
  -- PostgreSQL has the hold; `gateway_confirm` makes it durable before the answer's first byte
  perform set_config('synchronous_commit', 'off', true);
  perform 1 from process_lease l where l.id = process for key share;
  if not found then
    return query select c.id, 'fenced', null::timestamptz, null::uuid, null, null, 0::bigint, 0::bigint, 0::bigint,
      null::timestamptz from jsonb_to_recordset(calls) as c(id uuid);
    return;
  end if;
  lock table budget_window in row exclusive mode;
  moment := clock_timestamp();
  perform gateway_open_windows(calls, moment);
  with open as (
    select w.*, b.scope, b.period, b.is_hard
    from budget_window w join budget b on b.id = w.budget_id
    where w.starts_at <= moment and (w.ends_at is null or w.ends_at > moment)
      and exists (
        select 1 from jsonb_to_recordset(calls) as c(organization_id uuid, scopes text[], amount_microusd bigint)
        where c.amount_microusd > 0 and c.organization_id = b.organization_id and b.scope = any(c.scopes))
    order by w.id for no key update of w
  )
  select array_agg(o.id), array_agg(o.budget_id), array_agg(o.organization_id), array_agg(o.scope),
         array_agg(o.period), array_agg(o.is_hard), array_agg(o.limit_microusd), array_agg(o.spent_microusd),
         array_agg(o.held_microusd), array_agg(0::bigint), array_agg(o.ends_at)
  into w_id, w_budget, w_organization, w_scope, w_period, w_is_hard, w_limit, w_spent, w_held, added, w_ends
  from open o;
  for call in
    select c.id, c.amount_microusd as amount, coalesce(c.is_forced, false) as is_forced, mine.numbers
    from jsonb_to_recordset(calls) as c(
      id uuid, organization_id uuid, scopes text[], amount_microusd bigint, is_forced boolean)
    left join lateral (
      select array_agg(x.number::int) as numbers
      from unnest(w_organization, w_scope) with ordinality as x(organization, scope, number)
      where c.amount_microusd > 0 and x.organization = c.organization_id and x.scope = any(c.scopes)) mine on true
  loop
    tightest := null;
    foreach n in array coalesce(call.numbers, '{}') loop
      left_over := w_limit[n] - w_spent[n] - w_held[n] - added[n];
      if w_is_hard[n] and not call.is_forced and left_over < call.amount and (tightest is null or left_over < room) then
        tightest := n;
        room := left_over;
      end if;
    end loop;
    if tightest is null then
      foreach n in array coalesce(call.numbers, '{}') loop
        added[n] := added[n] + call.amount;
      end loop;
      admitted := admitted || call.id;
      return query select call.id, 'admitted', moment, null::uuid, null, null, 0::bigint, 0::bigint, 0::bigint,
        null::timestamptz;
    else
      return query select call.id, 'refused', null::timestamptz, w_budget[tightest], w_scope[tightest],
        w_period[tightest], w_limit[tightest], w_spent[tightest], w_held[tightest] + added[tightest], w_ends[tightest];
    end if;
  end loop;
  insert into reservation (id, organization_id, process_id, mission_id, scopes, provider, model, price_version,
    request_id, attempt, amount_microusd, admitted_at)
  select c.id, c.organization_id, process, c.mission_id, c.scopes, c.provider, c.model, c.price_version,
    c.request_id, c.attempt, c.amount_microusd, moment
  from jsonb_to_recordset(calls) as c(id uuid, organization_id uuid, mission_id uuid, scopes text[], provider text,
    model text, price_version text, request_id text, attempt int, amount_microusd bigint)
  where c.id = any(admitted);
  update budget_window w set held_microusd = w.held_microusd + x.amount
  from unnest(w_id, added) as x(id, amount)
  where w.id = x.id and x.amount > 0;
end $$;

-- Make every hold admitted so far durable, by a synchronous commit behind them in the same log, and return which of
-- the named ones PostgreSQL still has. Null: the process has no lease, so nothing was written and nothing is promised.
create or replace function gateway_confirm(process uuid, ids uuid[])
returns uuid[] language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update process_lease l set beat_at = clock_timestamp() where l.id = process;
  if not found then return null; end if;
  return array(select r.id from reservation r where r.id = any(ids));
end $$;

-- Move windows by what their calls hold and cost, and note each threshold that spending crosses.
create or replace function gateway_move_windows(moves jsonb)
returns void language sql set search_path = public, pg_temp as $$
  with delta as (
    select w.id, sum(m.held)::bigint as held, sum(m.spent)::bigint as spent
    from jsonb_to_recordset(moves) as m(
      organization_id uuid, scopes text[], admitted_at timestamptz, held bigint, spent bigint)
    join budget b on b.organization_id = m.organization_id and b.scope = any(m.scopes)
    join budget_window w on w.budget_id = b.id
      and w.starts_at <= m.admitted_at and (w.ends_at is null or w.ends_at > m.admitted_at)
    where m.held <> 0 or m.spent <> 0
    group by w.id
  ), locked as (
    select w.id, w.organization_id, w.limit_microusd, w.spent_microusd as before, b.thresholds, d.held, d.spent
    from delta d join budget_window w on w.id = d.id join budget b on b.id = w.budget_id
    order by w.id for no key update of w
  ), moved as (
    update budget_window w set spent_microusd = w.spent_microusd + l.spent, held_microusd = w.held_microusd + l.held
    from locked l where w.id = l.id
  )
  insert into budget_alert (id, window_id, organization_id, threshold_percent, spent_microusd, limit_microusd)
  select gen_random_uuid(), l.id, l.organization_id, percent, l.before + l.spent, l.limit_microusd
  from locked l cross join unnest(l.thresholds) as percent
  where l.spent > 0 and l.before * 100 < l.limit_microusd * percent
    and (l.before + l.spent) * 100 >= l.limit_microusd * percent
  on conflict (window_id, threshold_percent) do nothing
$$;

-- Close calls: the hold goes, a ledger row comes, windows move, all at once. May be repeated: a call is booked once.
-- A call that the sweep closed at its estimate gets a correction row; one whose hold was lost is booked all the same,
-- for it did happen. Returns the ids of the ledger rows that were written.
create or replace function gateway_settle(calls jsonb)
returns setof uuid language plpgsql security definer set search_path = public, pg_temp as $$
declare moves jsonb;
begin
  lock table budget_window in row exclusive mode;
  perform 1 from reservation r
  where r.id in (select c.id from jsonb_to_recordset(calls) as c(id uuid)) order by r.id for update;
  with call as (
    select distinct on (c.id) * from jsonb_to_recordset(calls) as c(id uuid, organization_id uuid, mission_id uuid,
      scopes text[], provider text, model text, price_version text, request_id text, attempt int,
      amount_microusd bigint, admitted_at timestamptz, outcome text, error_code text, input_tokens bigint,
      cached_input_tokens bigint, cache_write_tokens bigint, output_tokens bigint, reasoning_tokens bigint,
      cost_microusd bigint, is_estimated boolean)
  ), held as (
    delete from reservation r using call c where r.id = c.id returning r.*
  ), entry as (
    select case when l.id is null then c.id else md5(c.id || ':late')::uuid end as id,
      case when l.id is null then 'call' else 'correction' end as kind, l.id as corrects_id,
      coalesce(h.organization_id, l.organization_id, c.organization_id) as organization_id,
      coalesce(h.mission_id, l.mission_id, c.mission_id) as mission_id,
      coalesce(h.scopes, l.scopes, c.scopes) as scopes, coalesce(h.provider, l.provider, c.provider) as provider,
      coalesce(h.model, l.model, c.model) as model,
      coalesce(h.price_version, l.price_version, c.price_version) as price_version,
      coalesce(h.request_id, l.request_id, c.request_id) as request_id,
      coalesce(h.attempt, l.attempt, c.attempt) as attempt,
      coalesce(h.admitted_at, l.admitted_at, c.admitted_at) as admitted_at,
      c.outcome, c.error_code, coalesce(c.input_tokens, 0) as input_tokens,
      coalesce(c.cached_input_tokens, 0) as cached_input_tokens,
      coalesce(c.cache_write_tokens, 0) as cache_write_tokens, coalesce(c.output_tokens, 0) as output_tokens,
      coalesce(c.reasoning_tokens, 0) as reasoning_tokens,
      c.cost_microusd - coalesce(l.cost_microusd, 0) as cost, c.is_estimated,
      greatest(0, c.cost_microusd - coalesce(h.amount_microusd, l.cost_microusd, c.amount_microusd)) as overrun,
      -coalesce(h.amount_microusd, 0) as released, h.id is null and l.id is null as is_hold_lost
    from call c left join held h on h.id = c.id left join ledger l on l.id = c.id
    where l.id is null or l.outcome = 'swept'
  ), booked as (
    insert into ledger (id, kind, corrects_id, organization_id, mission_id, scopes, provider, model, price_version,
      request_id, attempt, admitted_at, outcome, error_code, input_tokens, cached_input_tokens, cache_write_tokens,
      output_tokens, reasoning_tokens, cost_microusd, is_estimated, overrun_microusd)
    select e.id, e.kind, e.corrects_id, e.organization_id, e.mission_id, e.scopes, e.provider, e.model,
      e.price_version, e.request_id, e.attempt, e.admitted_at, e.outcome, e.error_code, e.input_tokens,
      e.cached_input_tokens, e.cache_write_tokens, e.output_tokens, e.reasoning_tokens, e.cost, e.is_estimated,
      e.overrun
    from entry e order by e.id
    on conflict (id) do nothing
    returning id
  )
  select jsonb_agg(jsonb_build_object('id', e.id, 'organization_id', e.organization_id, 'scopes', e.scopes,
    'admitted_at', e.admitted_at, 'held', e.released, 'spent', e.cost, 'is_hold_lost', e.is_hold_lost))
  into moves from booked join entry e on e.id = booked.id;
  if moves is null then return; end if;
  -- a lost hold may belong to a period that no admitted call has opened
  perform gateway_open_windows(jsonb_build_array(m), (m ->> 'admitted_at')::timestamptz)
  from jsonb_array_elements(moves) m where (m ->> 'is_hold_lost')::boolean;
  perform gateway_move_windows(moves);
  return query select (m ->> 'id')::uuid from jsonb_array_elements(moves) m;
end $$;

-- Give back holds of calls that were never sent. Returns those that were still held.
create or replace function gateway_void(ids uuid[])
returns setof uuid language plpgsql security definer set search_path = public, pg_temp as $$
declare moves jsonb;
begin
  lock table budget_window in row exclusive mode;
  perform 1 from reservation r where r.id = any(ids) order by r.id for update;
  with gone as (delete from reservation r where r.id = any(ids) returning r.*)
  select jsonb_agg(jsonb_build_object('id', g.id, 'organization_id', g.organization_id, 'scopes', g.scopes,
    'admitted_at', g.admitted_at, 'held', -g.amount_microusd, 'spent', 0)) into moves from gone g;
  if moves is null then return; end if;
  perform gateway_move_windows(moves);
  return query select (m ->> 'id')::uuid from jsonb_array_elements(moves) m;
end $$;

-- Give back holds of a process that it does not know: their admission's reply was lost. Returns how many.
create or replace function gateway_void_strays(process uuid, known uuid[], older_than_s double precision)
returns int language sql security definer set search_path = public, pg_temp as $$
  select count(*)::int from gateway_void(array(
    select r.id from reservation r
    where r.process_id = process and r.admitted_at < clock_timestamp() - make_interval(secs => older_than_s)
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

-- missions: an attempt's reads and writes, many at a time ---------------------------------------------------------------
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
  -- by id, so that two processes never wait for each other in a circle
  for place, item in
    select ordinality, value from jsonb_array_elements(items) with ordinality order by value->>'id', ordinality
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
