-- The audit log: a chain per organization.

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
