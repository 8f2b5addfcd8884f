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

-- One notification per stream and statement, with ids only: a payload holds 8 kB at most. What a run says ("run.…") is
-- for those who follow its stream; nobody else is woken.
create or replace function live_notify() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
  perform pg_notify(case when bool_and(type like 'run.%') then 'pilothouse_private_event' else 'pilothouse_event' end,
                    organization_id || ' ' || stream || ' ' || min(seq))
  from added group by organization_id, stream;
  return null;
end $$;
create or replace trigger event_notify after insert on event
  referencing new table as added for each statement execute function live_notify();

-- notify: news that the database itself sees ----------------------------------------------------------------------------

-- Note that something happened to a subject, with the work that puts it into words, if anybody in the organization wants
-- to hear of the topic. For where no code of ours runs: settlements, batches of missions.
create or replace function notify_signal(organization uuid, about text, subject uuid)
returns void language plpgsql set search_path = public, pg_temp as $$
declare signal_id uuid;
begin
  if not exists (select 1 from notification_endpoint e
                 where e.organization_id = organization and e.is_active and about = any(e.topics))
     and not exists (select 1 from notification_preference p
                     where p.organization_id = organization and p.topic = about and p.channels <> '{}') then
    return;
  end if;
  insert into notification_signal (id, organization_id, topic, subject_id)
  values (gen_random_uuid(), organization, about, subject) returning id into signal_id;
  insert into work (id, organization_id, kind, state) values (signal_id, organization, 'notification_signal', 'queued');
end $$;

-- A mission that ends or waits for somebody, by whichever way it came to that.
create or replace function notify_mission() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
  perform notify_signal(new.organization_id, 'mission.' || new.state, new.id);
  return null;
end $$;
create or replace trigger work_told after update of state on work
  for each row when (new.kind = 'mission' and new.state in ('completed', 'failed', 'waiting_for_approval')
                     and new.state is distinct from old.state)
  execute function notify_mission();

-- Forget messages that are some days old, with their deliveries and the work that carried them; those still on their way
-- stay. Returns how many went; less than asked: all did.
create or replace function notifications_forget(days int, at_most int)
returns int language plpgsql security definer set search_path = public, pg_temp as $$
declare
  outdated uuid[];
begin
  outdated := array(
    select n.id from notification n
    where n.created_at <= now() - make_interval(days => $1) and not exists (
      select 1 from notification_delivery d where d.notification_id = n.id and d.state = 'pending')
    order by n.id limit at_most for update skip locked);
  delete from work w using notification_delivery d where d.notification_id = any(outdated) and w.id = d.id;
  delete from notification n where n.id = any(outdated);
  return cardinality(outdated);
end $$;

-- access: what comes before the organization is known -----------------------------------------------------------------

-- Whose e-mail this is, by its key (identity/email.py), and the hash to check a password against.
create or replace function access_find_sign_in(wanted_email text)
returns table (organization_id uuid, user_id uuid, password_hash text)
language sql stable security definer set search_path = public, pg_temp as $$
  select u.organization_id, u.id, u.password_hash from user_account u
  where coalesce(u.email_key, lower(u.email)) = wanted_email and u.is_active and u.deleted_at is null
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

-- Who acts for the operator at the machine: the first person made who holds "admin" and is active.
create or replace function access_first_administrator()
returns table (organization_id uuid, user_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
  select u.organization_id, u.id from user_account u
  join user_role h on h.user_id = u.id join role r on r.id = h.role_id
  where 'admin' = any(r.permissions) and u.kind = 'person' and u.is_active and u.deleted_at is null
  order by u.id limit 1
$$;

-- Write a refused sign-in into the log of the organization whose user has this e-mail, or of nobody's.
drop function if exists access_record_refused_sign_in(uuid, text, text, text, text, text, text);
create or replace function access_record_refused_sign_in(
  event_id uuid, tried_email text, tried_key text, action text, reason text, request_id text, ip_address text, user_agent text)
returns void language sql security definer set search_path = public, pg_temp as $$
  insert into audit_event
    (id, organization_id, actor_kind, actor_id, action, resource, outcome, changes, request_id, ip_address, user_agent)
  select event_id, u.organization_id, 'anonymous', u.id, $4, 'email:' || tried_email, 'refused',
         jsonb_build_object('reason', jsonb_build_array(null, $5)), $6, $7, $8
  from (select tried_key) tried left join user_account u on coalesce(u.email_key, lower(u.email)) = tried.tried_key
$$;

-- Which link of a user's a token is.
create or replace function access_find_account_token(wanted_hash text)
returns table (organization_id uuid, token_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
  select t.organization_id, t.id from account_token t where t.token_hash = wanted_hash
$$;

-- Which sign-in waits for its second step under a token.
create or replace function access_find_login_step(wanted_hash text)
returns table (organization_id uuid, step_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
  select s.organization_id, s.id from login_step s where s.token_hash = wanted_hash
$$;

-- Which passkey a credential is.
create or replace function access_find_passkey(wanted_id bytea)
returns table (organization_id uuid, passkey_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
  select p.organization_id, p.id from passkey p where p.credential_id = wanted_id
$$;

-- Whose an account at an issuer of OpenID Connect is.
create or replace function access_find_oidc_identity(wanted_issuer text, wanted_subject text)
returns table (organization_id uuid, user_id uuid, identity_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
  select o.organization_id, o.user_id, o.id from oidc_identity o
  join user_account u on u.id = o.user_id and u.is_active and u.deleted_at is null
  where o.issuer = wanted_issuer and o.subject = wanted_subject
$$;

-- Which invitation a token is.
create or replace function access_find_invitation(wanted_hash text)
returns table (organization_id uuid, invitation_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
  select i.organization_id, i.id from invitation i where i.token_hash = wanted_hash
$$;

-- Say when the caller's own organization is to be erased; null, and nothing is said, when no other one would be left that
-- somebody can work in. One after the other, so that two do not each find the other.
create or replace function access_mark_for_erasure(at timestamptz)
returns timestamptz language plpgsql security definer set search_path = public, pg_temp as $$
declare
  mine uuid := nullif(current_setting('pilothouse.organization', true), '')::uuid;
  due timestamptz;
begin
  perform pg_advisory_xact_lock(7310443);
  if not exists (
    select 1 from organization o join user_account u on u.organization_id = o.id
    where o.id <> mine and o.erases_at is null and u.kind = 'person' and u.is_active and u.deleted_at is null)
  then return null; end if;
  update organization set erases_at = coalesce(erases_at, at) where id = mine returning erases_at into due;
  return due;
end $$;

-- Which organization's time has come, other than those that are passed over.
drop function if exists access_due_erasure();
create or replace function access_due_erasure(passed_over uuid[])
returns uuid language sql stable security definer set search_path = public, pg_temp as $$
  select id from organization where erases_at <= now() and id <> all(passed_over) order by erases_at limit 1
$$;

-- Erase some rows of a table that belong to an organization whose time has come. Returns how many went; less than asked:
-- all did.
create or replace function access_erase_rows(organization uuid, of_table text, at_most int)
returns int language plpgsql security definer set search_path = public, pg_temp as $$
declare
  erased int;
begin
  if not exists (select 1 from organization o where o.id = $1 and o.erases_at <= now()) then return 0; end if;
  execute format('delete from %1$I where ctid = any(array(
    select ctid from %1$I where organization_id = $1 limit $2))', of_table) using $1, at_most;
  get diagnostics erased = row_count;
  return erased;
end $$;

-- Erase an organization whose time has come with what is left of it, and note that it was there. Returns whether it was.
create or replace function access_finish_erasure(organization uuid)
returns boolean language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into erased_organization (id, erased_at, last_seq, last_hash)
  select o.id, now(), coalesce(c.last_seq, 0), coalesce(c.last_hash, ''::bytea)
  from organization o left join audit_chain c on c.organization_id = o.id
  where o.id = $1 and o.erases_at <= now() for update of o;
  if not found then return false; end if;
  delete from organization o where o.id = $1;
  return true;
end $$;

-- Forget organizations that somebody wanted to sign up with and never confirmed: they have no user and nothing else.
create or replace function access_forget_sign_ups(at_most int)
returns int language plpgsql security definer set search_path = public, pg_temp as $$
declare forgotten int;
begin
  delete from organization o where o.id in (
    select i.organization_id from invitation i
    where i.is_sign_up and i.accepted_at is null and i.expires_at < now() - interval '1 day'
      and not exists (select 1 from user_account u where u.organization_id = i.organization_id)
    order by i.expires_at limit at_most);
  get diagnostics forgotten = row_count;
  return forgotten;
end $$;

-- Lease tokens of a scope's current window: as many as are wanted and left. Windows slide: what was taken in the window
-- before counts as far as it reaches into the last `window_s` seconds. By the database's clock, so processes agree.
create or replace function access_lease_tokens(wanted_scope text, amount int, window_s int, wanted int)
returns table (granted int, remaining int, reset_s double precision)
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  place double precision;
  current bigint;
  into_it double precision;
  held rate_window;
  free double precision;
begin
  -- a count that a crash forgets does no harm, and a commit that waits for the disk does
  perform set_config('synchronous_commit', 'off', true);
  insert into rate_window as w (scope, number, taken, taken_before, outdated_at) values (wanted_scope, 0, 0, 0, now())
  on conflict (scope) do update set scope = w.scope
  returning * into held;
  place := extract(epoch from clock_timestamp()) / window_s;  -- after the row's lock was waited for
  current := floor(place);
  into_it := place - current;
  if held.number <> current then
    held.taken_before := case when held.number = current - 1 then held.taken else 0 end;
    held.taken := 0;
  end if;
  free := amount - held.taken - held.taken_before * (1 - into_it);
  granted := greatest(0, least(wanted, floor(free)))::int;
  remaining := greatest(0, floor(free) - granted)::int;
  if granted > 0 then
    reset_s := (1 - into_it) * window_s;
  elsif amount - 1 - held.taken >= 0 then  -- room once less of the window before counts
    reset_s := greatest(0, 1 - (amount - 1 - held.taken)::float8 / greatest(1, held.taken_before) - into_it) * window_s;
  else
    reset_s := (2 - into_it - (amount - 1)::float8 / held.taken) * window_s;
  end if;
  update rate_window w
  set number = current, taken = held.taken + granted, taken_before = held.taken_before,
      outdated_at = to_timestamp((current + 2) * window_s)
  where w.scope = wanted_scope;
  if random() < 0.01 then
    delete from rate_window w where w.scope in (
      select o.scope from rate_window o where o.outdated_at < now() and o.scope <> wanted_scope
      limit 1000 for update skip locked);
  end if;
  return next;
end $$;

-- Forget security events that are some days old, incidents without any left, and reports of scans that have expired.
-- Returns how many events went; less than asked: all did.
create or replace function security_forget(days int, at_most int)
returns int language plpgsql security definer set search_path = public, pg_temp as $$
declare
  outdated uuid[];
begin
  outdated := array(
    select e.id from security_event e where days > 0 and e.at <= now() - make_interval(days => $1)
    order by e.at limit at_most for update skip locked);
  delete from security_event e where e.id = any(outdated);
  delete from security_incident i where days > 0 and i.last_at <= now() - make_interval(days => $1)
    and not exists (select 1 from security_event e where e.incident_id = i.id);
  delete from security_scan s where s.expires_at <= now();
  return cardinality(outdated);
end $$;

-- gateway: money held and spent ---------------------------------------------------------------------------------------
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

-- Open the windows that budgets do not have yet at a moment. A window never reaches into its neighbours, even when the
-- organization's time zone was changed or the clock jumped. The first one is opened with the budget: what was before
-- that is not counted. A clock that was put back leaves calls of a period that is yet to come: they are counted, as
-- the books stood before `gone` holds went and `booked` rows came, with which `gateway_move_windows` moves them on.
create or replace function gateway_open_windows(budgets uuid[], moment timestamptz, gone reservation[], booked uuid[])
returns void language sql set search_path = public, pg_temp as $$
  insert into budget_window
    (id, budget_id, organization_id, starts_at, ends_at, limit_microusd, spent_microusd, held_microusd)
  select gen_random_uuid(), b.id, b.organization_id, n.starts_at, n.ends_at, b.limit_microusd,
    (select coalesce(sum(s.cost_microusd), 0) from gateway_spent(b.organization_id, b.scope, n.starts_at, n.ends_at) s)
      - (select coalesce(sum(l.cost_microusd), 0) from ledger l
         where l.id = any(booked) and l.organization_id = b.organization_id and b.scope = any(l.scopes)
           and l.admitted_at >= n.starts_at and l.admitted_at < coalesce(n.ends_at, 'infinity')),
    (select coalesce(sum(r.amount_microusd), 0)
     from (select * from reservation union all select * from unnest(gone)) r
     where r.organization_id = b.organization_id and b.scope = any(r.scopes)
       and r.admitted_at >= n.starts_at and r.admitted_at < coalesce(n.ends_at, 'infinity'))
  from budget b
  join organization o on o.id = b.organization_id
  cross join lateral gateway_period(b.period, b.counts_from, o.time_zone, moment) p
  cross join lateral (
    select max(w.ends_at) as ends_at from budget_window w where w.budget_id = b.id and w.ends_at <= moment
  ) earlier
  cross join lateral (
    select min(w.starts_at) as starts_at from budget_window w where w.budget_id = b.id and w.starts_at > moment
  ) later
  cross join lateral (
    select greatest(p.starts_at, earlier.ends_at) as starts_at, least(p.ends_at, later.starts_at) as ends_at
  ) n
  where b.id = any(budgets)
    and exists (select 1 from budget_window w where w.budget_id = b.id and w.starts_at <= moment)
    and not exists (
      select 1 from budget_window w
      where w.budget_id = b.id and w.starts_at <= moment and (w.ends_at is null or w.ends_at > moment))
  order by b.id
  on conflict (budget_id, starts_at) do nothing
$$;

-- Say once that something happened to a window, to people and to the pages that are open. Returns whether it is news.
create or replace function gateway_alert(alerted uuid, what text, percent int, spent bigint, of_limit bigint)
returns boolean language plpgsql set search_path = public, pg_temp as $$
declare alert_id uuid;
begin
  insert into budget_alert
    (id, window_id, organization_id, kind, threshold_percent, spent_microusd, limit_microusd, crossed_at)
  select gen_random_uuid(), w.id, w.organization_id, what, percent, spent, of_limit, gateway_now()
  from budget_window w where w.id = alerted
  on conflict on constraint uq_budget_alert_once do nothing
  returning id into alert_id;
  if not found then return false; end if;
  -- the window is its alerts' stream, and its row is locked
  insert into event (stream, seq, organization_id, type, data)
  select w.id, 1 + (select coalesce(max(e.seq), 0) from event e where e.stream = w.id), w.organization_id,
    'budget.alert', jsonb_build_object('alert_id', alert_id, 'budget_id', w.budget_id, 'kind', what,
      'threshold_percent', percent)
  from budget_window w where w.id = alerted;
  perform notify_signal(w.organization_id, 'budget.alert', alert_id) from budget_window w where w.id = alerted;
  return true;
end $$;

-- Switch the budget of a window off, once per window and limit: a person who switches it on again decides to go on.
create or replace function gateway_shut_off(reached uuid, spent bigint, of_limit bigint)
returns void language plpgsql set search_path = public, pg_temp as $$
begin
  -- calls of two periods may be booked together, and the first of them has done it
  if exists (select from budget_window w join budget b on b.id = w.budget_id
             where w.id = reached and b.shut_off_at is not null) then
    return;
  end if;
  if gateway_alert(reached, 'shut_off', 100, spent, of_limit) then
    update budget b set shut_off_at = gateway_now()
    from budget_window w where w.id = reached and b.id = w.budget_id and b.shut_off_at is null;
  end if;
end $$;

-- Tell whether a list of patterns, in which "*" stands for anything, holds one of a model's names.
create or replace function gateway_allows(patterns text[], names text[])
returns boolean language sql immutable set search_path = public, pg_temp as $$
  select exists (
    select 1 from unnest(patterns) as p(pattern) join unnest(names) as n(name) on n.name like
      replace(replace(replace(replace(p.pattern, '\', '\\'), '%', '\%'), '_', '\_'), '*', '%'))
$$;

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

-- Say once per window that calls no longer fit, and switch off what is all but spent: a hard budget's spending never
-- quite reaches its limit, since the call that would pass it is refused.
create or replace function gateway_note_refusals(refusing uuid[], moment timestamptz)
returns void language plpgsql set search_path = public, pg_temp as $$
declare tight record;
begin
  for tight in
    select w.id, w.spent_microusd as spent, b.shuts_off,
      greatest(w.limit_microusd, case when b.raised_until > moment then b.raised_microusd end) as of_limit
    from budget_window w join budget b on b.id = w.budget_id
    where w.id = any(refusing) and b.shut_off_at is null order by w.id
  loop
    perform gateway_alert(tight.id, 'refused', 100, tight.spent, tight.of_limit);
    if tight.shuts_off and tight.spent * 100 >= tight.of_limit * 95 then
      perform gateway_shut_off(tight.id, tight.spent, tight.of_limit);
    end if;
  end loop;
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

-- Move windows by holds that are gone and by ledger rows that were booked, and note what spending reaches.
create or replace function gateway_move_windows(gone reservation[], booked uuid[])
returns void language plpgsql set search_path = public, pg_temp as $$
declare moment timestamptz := gateway_now(); m_id uuid[]; m_held bigint[]; m_spent bigint[]; reached record;
begin
  select array_agg(m.id), array_agg(m.held), array_agg(m.spent) into m_id, m_held, m_spent
  from (
    select w.id, sum(c.held)::bigint as held, sum(c.spent)::bigint as spent
    from (
      select g.organization_id, g.scopes, g.admitted_at, -g.amount_microusd as held, 0 as spent from unnest(gone) g
      union all
      select l.organization_id, l.scopes, l.admitted_at, 0, l.cost_microusd from ledger l where l.id = any(booked)
    ) c
    cross join unnest(c.scopes) as s(scope)
    cross join lateral (
      select b.id from budget b where b.organization_id = c.organization_id and b.scope = s.scope offset 0
    ) b
    cross join lateral (
      select w.id from budget_window w
      where w.budget_id = b.id and w.starts_at <= c.admitted_at and (w.ends_at is null or w.ends_at > c.admitted_at)
      order by w.starts_at desc limit 1
    ) w
    where c.held <> 0 or c.spent <> 0
    group by w.id
  ) m;
  if m_id is null then return; end if;
  perform 1 from budget_window w where w.id = any(m_id) order by w.id for no key update;
  for reached in
    with moved as (
      update budget_window w set held_microusd = w.held_microusd + m.held, spent_microusd = w.spent_microusd + m.spent
      from unnest(m_id, m_held, m_spent) as m(id, held, spent) where w.id = m.id
      returning w.id, w.budget_id, w.limit_microusd, w.spent_microusd as spent, m.spent as added
    ), known as (
      select m.id, m.spent, m.added, b.thresholds, b.shuts_off and b.shut_off_at is null as shuts_off,
        greatest(m.limit_microusd, case when b.raised_until > moment then b.raised_microusd end) as of_limit
      from moved m join budget b on b.id = m.budget_id where m.added > 0
    )
    select k.id, k.spent, k.of_limit, percent from known k cross join unnest(k.thresholds) as percent
    where (k.spent - k.added) * 100 < k.of_limit * percent and k.spent * 100 >= k.of_limit * percent
    union all
    select k.id, k.spent, k.of_limit, null from known k where k.shuts_off and k.spent >= k.of_limit
    order by 1, 4
  loop
    if reached.percent is null then
      perform gateway_shut_off(reached.id, reached.spent, reached.of_limit);
    else
      perform gateway_alert(reached.id, 'threshold', reached.percent, reached.spent, reached.of_limit);
    end if;
  end loop;
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

-- Open the periods of ledger rows for which no admission did: their holds were lost, or held nothing. The rows are in
-- the hourly sums by then.
create or replace function gateway_open_windows_of(gone reservation[], booked uuid[])
returns void language sql set search_path = public, pg_temp as $$
  select gateway_open_windows(array(
      select b.id from unnest(l.scopes) as s(scope)
      join budget b on b.organization_id = l.organization_id and b.scope = s.scope), l.admitted_at, gone, booked)
  from ledger l where l.id = any(booked) and l.cost_microusd > 0
$$;

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

-- An installation from before the hourly sums gets them from its ledger.
do $$ begin
  if not exists (select 1 from spend_hour) then
    perform gateway_roll_up(array(select id from ledger));
  end if;
end $$;

-- Tell whether a provider's answer of this id was given to another organization: they may share one account there.
create or replace function gateway_answered_to_others(organization uuid, wanted_answer text)
returns boolean language sql stable security definer set search_path = public, pg_temp as $$
  select exists (select 1 from ledger l where l.answer_id = wanted_answer and l.organization_id <> organization)
$$;

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

-- runtime: runs and their events --------------------------------------------------------------------------------------

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

-- runtime and chat: what has had its time -------------------------------------------------------------------------------

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

-- Name conversations that have expired, or that were deleted some days ago.
create or replace function conversations_due(undo_days int, at_most int)
returns table (organization_id uuid, conversation_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
  (select c.organization_id, c.id from conversation c
   where c.expires_at <= now() and c.deleted_at is null limit at_most)
  union all
  (select c.organization_id, c.id from conversation c
   where c.deleted_at <= now() - make_interval(days => undo_days) limit at_most)
$$;

-- access: built-in roles that were laid by an earlier release -----------------------------------------------------------

-- Name the built-in roles of a name that grant exactly what an earlier release let them grant.
create or replace function access_outdated_roles(role_name text, granted text[])
returns table (organization_id uuid, role_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
  select r.organization_id, r.id from role r
  where r.is_builtin and r.name = role_name and r.permissions @> granted and r.permissions <@ granted
$$;

-- access: the audit log, a chain per organization ----------------------------------------------------------------------

-- The hash of an entry: SHA-256 over the hash before it and the entry as a JSON array, as `jsonb` is written.
create or replace function audit_hash(previous bytea, e audit_event)
returns bytea language sql stable set search_path = public, pg_temp as $$
  select sha256(previous || convert_to(jsonb_build_array(
    e.organization_id, e.seq, e.id, e.at at time zone 'UTC', e.actor_kind, e.actor_id, e.actor_email, e.api_key_id,
    e.api_key_name, e.action, e.resource, e.outcome, e.changes, e.request_id, e.ip_address, e.user_agent)::text, 'UTF8'))
$$;

-- Give the entries of an organization that have no place yet theirs, at the end of its chain.
create or replace function audit_append(organization uuid)
returns void language plpgsql security definer set search_path = public, pg_temp as $$
declare
  e audit_event;
  chain audit_chain;
begin
  perform 1 from audit_event where organization_id = organization and seq is null;
  if not found then return; end if;
  insert into audit_chain as c (organization_id) values (organization)  -- or lock the row that is there
  on conflict (organization_id) do update set last_seq = c.last_seq
  returning * into chain;
  for e in select * from audit_event where organization_id = organization and seq is null order by at, id loop
    e.seq := chain.last_seq + 1;
    e.actor_email := (select u.email from user_account u where u.id = e.actor_id);
    e.api_key_name := (select k.name from api_key k where k.id = e.api_key_id);
    e.hash := audit_hash(chain.last_hash, e);
    update audit_event set seq = e.seq, actor_email = e.actor_email, api_key_name = e.api_key_name, hash = e.hash
    where id = e.id;
    chain.last_seq := e.seq;
    chain.last_hash := e.hash;
  end loop;
  update audit_chain set last_seq = chain.last_seq, last_hash = chain.last_hash where organization_id = organization;
end $$;

-- When a transaction is committed, and waits for nothing else: so the lock on the chain is short, and the last that any
-- transaction takes. The first entry of several takes the others along.
create or replace function audit_append_new() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
  perform audit_append(new.organization_id);
  return null;
end $$;
drop trigger if exists audit_appended on audit_event;
create constraint trigger audit_appended after insert on audit_event
  deferrable initially deferred for each row execute function audit_append_new();

-- Entries of a release that knew no chain take their places in the order they were written.
select audit_append(id) from organization;

-- Forget the beginning of one chain whose first entry is a day too old, up to the first that is not old at all. One more
-- entry says up to where, with the hash that the rest goes on from. Returns how many went; 0: no chain is so old.
create or replace function audit_forget(days int, at_most int)
returns int language plpgsql security definer set search_path = public, pg_temp as $$
declare
  chain audit_chain;
  last audit_event;
  cutoff timestamptz := now() - make_interval(days => $1);
  first_seq bigint;
  first_kept bigint;
begin
  select c.* into chain from audit_chain c,
    lateral (select e.at from audit_event e where e.organization_id = c.organization_id order by e.seq limit 1) oldest
  where oldest.at < cutoff - interval '1 day'
  limit 1 for update of c skip locked;
  if not found then return 0; end if;
  select min(e.seq), min(e.seq) filter (where e.at >= cutoff) into first_seq, first_kept
  from audit_event e where e.organization_id = chain.organization_id;
  select * into last from audit_event e
  where e.organization_id = chain.organization_id
    and e.seq < least(first_seq + at_most, coalesce(first_kept, chain.last_seq + 1))
  order by e.seq desc limit 1;
  delete from audit_event e where e.organization_id = chain.organization_id and e.seq <= last.seq;
  insert into audit_event (id, organization_id, actor_kind, action, resource, outcome, changes)
  values (gen_random_uuid(), chain.organization_id, 'service', 'audit.forget', 'audit:' || chain.organization_id,
          'success', jsonb_build_object('seq', jsonb_build_array(first_seq, last.seq),
                                        'hash', jsonb_build_array(null, encode(last.hash, 'hex'))));
  return last.seq - first_seq + 1;
end $$;

-- Forget old sign-ins with an e-mail that nobody has: they are in no chain.
create or replace function audit_forget_nobodys(days int, at_most int)
returns int language plpgsql security definer set search_path = public, pg_temp as $$
declare
  forgotten int;
begin
  delete from audit_event e where e.id in (
    select o.id from audit_event o
    where o.organization_id is null and o.at < now() - make_interval(days => $1)
    order by o.at limit at_most for update skip locked);
  get diagnostics forgotten = row_count;
  return forgotten;
end $$;

-- What kind of actor did something: a person, a person's key, or a service account.
create or replace function audit_kind_of(actor uuid, api_key uuid)
returns text language sql stable set search_path = public, pg_temp as $$
  select case when exists (select 1 from user_account u where u.id = actor and u.kind = 'service') then 'service'
              when api_key is null then 'user' else 'api_key' end
$$;

-- A run of an agent that is over, with the tools that it called: the run itself is forgotten sooner than the log.
create or replace function audit_run() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
  insert into audit_event (id, organization_id, actor_kind, actor_id, api_key_id, action, resource, outcome, changes)
  values (gen_random_uuid(), new.organization_id,
          audit_kind_of(new.user_id, (new.principal->>'api_key_id')::uuid), new.user_id,
          (new.principal->>'api_key_id')::uuid, 'run.end', 'run:' || new.id,
          case new.state when 'completed' then 'success' else 'failed' end,
          jsonb_build_object(
            'state', jsonb_build_array(old.state, new.state),
            'agent', jsonb_build_array(null, new.agent),
            'tools', jsonb_build_array(null, (
              select coalesce(jsonb_agg(distinct v.data->>'name'), '[]') from event v
              where v.stream = new.id and v.type = 'run.tool_start'))));
  return null;
end $$;
create or replace trigger run_audited after update of state on agent_run
  for each row when (new.state in ('completed', 'failed', 'stopped', 'interrupted') and new.state <> old.state)
  execute function audit_run();

-- A mission that is over, by whichever way it came to that.
create or replace function audit_mission() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
  insert into audit_event (id, organization_id, actor_kind, actor_id, action, resource, outcome, changes)
  select gen_random_uuid(), m.organization_id, audit_kind_of(m.owner_id, null), m.owner_id, 'mission.end', 'mission:' || m.id,
         case new.state when 'completed' then 'success' else 'failed' end,
         jsonb_build_object('state', jsonb_build_array(old.state, new.state),
                            'agent', jsonb_build_array(null, m.agent),
                            'tools', jsonb_build_array(null, m.selected_tools))
  from mission m where m.id = new.id;
  return null;
end $$;
create or replace trigger mission_audited after update of state on work
  for each row when (new.kind = 'mission' and new.state in ('completed', 'failed', 'cancelled')
                     and new.state is distinct from old.state)
  execute function audit_mission();
