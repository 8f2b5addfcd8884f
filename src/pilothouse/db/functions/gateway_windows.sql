-- Windows of budgets: how they open, move and shut.

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

-- Open the periods of ledger rows for which no admission did: their holds were lost, or held nothing. The rows are in
-- the hourly sums by then.
create or replace function gateway_open_windows_of(gone reservation[], booked uuid[])
returns void language sql set search_path = public, pg_temp as $$
  select gateway_open_windows(array(
      select b.id from unnest(l.scopes) as s(scope)
      join budget b on b.organization_id = l.organization_id and b.scope = s.scope), l.admitted_at, gone, booked)
  from ledger l where l.id = any(booked) and l.cost_microusd > 0
$$;
