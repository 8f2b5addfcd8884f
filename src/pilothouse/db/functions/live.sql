-- Events reach every process.

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
