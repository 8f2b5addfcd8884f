import type { BudgetHistory } from './api';

/** One place on the time axis; amounts in dollars, what is left of the limit. Times in milliseconds. */
export interface BurnPoint {
  at: number;
  left: number | null;
  projected: number | null;
}

/** A window as it burns down. */
export interface BurnDown {
  points: BurnPoint[];
  startsAt: number;
  /** When the window ends; for one without end, when what is known does. */
  endsAt: number;
  limit: number;
}

/**
 * Draw the course of a window: what was left after each hour or day, and where its pace leads.
 *
 * The measured line ends now; the projected one goes on from there to the window's end, or to the moment the money is
 * gone.
 */
export function burnDownOf(
  { window, points, unit, projected_usd: projected, runs_out_at: runsOutAt }: BudgetHistory,
  now: number,
): BurnDown {
  const limit = Number(window.limit_usd);
  const startsAt = Date.parse(window.starts_at);
  const endsAt = window.ends_at ? Date.parse(window.ends_at) : Math.max(now, runsOutAt ? Date.parse(runsOutAt) : now);
  const present = Math.min(now, endsAt);
  const stepMs = unit === 'hour' ? 3_600_000 : 86_400_000;
  const leftNow = limit - Number(window.spent_usd);
  const course = points
    .map(({ starts_at: at, total_usd: total }) => ({
      at: Date.parse(at) + stepMs,
      left: limit - Number(total),
      projected: null,
    }))
    .filter(({ at }) => at < present);
  const measured: BurnPoint[] = [
    { at: startsAt, left: limit, projected: null },
    ...course,
    { at: present, left: leftNow, projected: projected === null ? null : leftNow },
  ];
  return { points: [...measured, ...ahead(limit, endsAt, present, projected, runsOutAt)], startsAt, endsAt, limit };
}

function ahead(
  limit: number,
  endsAt: number,
  now: number,
  projected: string | null,
  runsOutAt: string | null,
): BurnPoint[] {
  if (projected === null || endsAt <= now) return [];
  if (runsOutAt !== null) {
    const out = Date.parse(runsOutAt);
    if (out > now) return [{ at: out, left: null, projected: 0 }];
  }
  return [{ at: endsAt, left: null, projected: Math.max(0, limit - Number(projected)) }];
}
