-- Conversations: what has had its time.

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
