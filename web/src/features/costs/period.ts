import { dayIn, startOfDay, startOfMonth, type Grain } from '@/lib/format/calendar';

/** Periods by name; `custom` reads the days from the address. */
export const RANGES = ['24h', '7d', '30d', '90d', '12m'] as const;
export type Range = (typeof RANGES)[number];

export interface Period {
  /** Times in UTC. `until` is null for a period that reaches to now. */
  since: string;
  until: string | null;
  grain: Grain;
  /** "30 days", as in "over the 30 days before". */
  words: string;
}

const NAMES: Record<Range, { grain: Grain; words: string; label: string }> = {
  '24h': { grain: 'hour', words: '24 hours', label: '24 h' },
  '7d': { grain: 'hour', words: '7 days', label: '7 d' },
  '30d': { grain: 'day', words: '30 days', label: '30 d' },
  '90d': { grain: 'day', words: '90 days', label: '90 d' },
  '12m': { grain: 'month', words: '12 months', label: '12 m' },
};
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const LONGEST_BY_HOUR = 8;
const LONGEST_BY_DAY = 120;

/** How a period is named on its switch. */
export function labelOf(range: Range): string {
  return NAMES[range].label;
}

/** Return a named period that ends now. Days and months are whole ones of the zone, the present one among them. */
export function periodOf(range: Range, now: Date, timeZone: string): Period {
  const { grain, words } = NAMES[range];
  return { since: beginning(range, now, timeZone).toISOString(), until: null, grain, words };
}

/**
 * Return the period from one calendar day to the end of another.
 *
 * Returns null when either is no day, or they are in the wrong order.
 */
export function periodBetween(from: string, to: string, timeZone: string): Period | null {
  const [since, last] = [dayIn(from, timeZone), dayIn(to, timeZone)];
  if (!since || !last || last < since) return null;
  const until = startOfDay(new Date(last.getTime() + HOUR_MS), timeZone, 1);
  const days = Math.round((until.getTime() - since.getTime()) / DAY_MS);
  const words = days === 1 ? 'day' : `${days} days`;
  return { since: since.toISOString(), until: until.toISOString(), grain: grainFor(days), words };
}

function grainFor(days: number): Grain {
  return days < LONGEST_BY_HOUR ? 'hour' : days <= LONGEST_BY_DAY ? 'day' : 'month';
}

function beginning(range: Range, now: Date, timeZone: string): Date {
  if (range === '24h') return new Date(Math.floor(now.getTime() / HOUR_MS) * HOUR_MS - 23 * HOUR_MS);
  if (range === '12m') return startOfMonth(now, timeZone, -11);
  return startOfDay(now, timeZone, 1 - Number.parseInt(range, 10));
}
