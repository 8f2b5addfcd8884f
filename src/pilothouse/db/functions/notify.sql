-- News that the database itself sees.

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
