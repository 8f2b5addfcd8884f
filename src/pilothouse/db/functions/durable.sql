-- Work: claims, leases, sweeping.

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
