-- What comes before the organization is known, and what is done to whole organizations.

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

-- Name the built-in roles of a name that grant exactly what an earlier release let them grant.
create or replace function access_outdated_roles(role_name text, granted text[])
returns table (organization_id uuid, role_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
  select r.organization_id, r.id from role r
  where r.is_builtin and r.name = role_name and r.permissions @> granted and r.permissions <@ granted
$$;
