-- Security events: what has had its time.

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
