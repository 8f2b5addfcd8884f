/** Days, weeks and months as they begin in a time zone, and how they are written. */

export type Grain = 'hour' | 'day' | 'week' | 'month';

const LONG: Record<Grain, Intl.DateTimeFormatOptions> = {
  hour: { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
  day: { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' },
  week: { day: 'numeric', month: 'short', year: 'numeric' },
  month: { month: 'long', year: 'numeric' },
};
const SHORT: Record<Grain, Intl.DateTimeFormatOptions> = {
  hour: { hour: '2-digit', minute: '2-digit' },
  day: { day: 'numeric', month: 'short' },
  week: { day: 'numeric', month: 'short' },
  month: { month: 'short', year: 'numeric' },
};
const ADVERBS: Record<Grain, string> = { hour: 'Hourly', day: 'Daily', week: 'Weekly', month: 'Monthly' };

/** Write when a bucket begins, fully: "Fri, 21 Nov 2025"; a week as "Week of 17 Nov 2025". */
export function formatBucket(at: string, grain: Grain, timeZone: string): string {
  const text = new Date(at).toLocaleString(undefined, { ...LONG[grain], timeZone });
  return grain === 'week' ? `Week of ${text}` : text;
}

/** Write when a bucket begins beside an axis: "21 Nov", "14:00". Hours over several days say the day. */
export function formatTick(at: string, grain: Grain, timeZone: string, isLong = false): string {
  return new Date(at).toLocaleString(undefined, { ...SHORT[isLong && grain === 'hour' ? 'day' : grain], timeZone });
}

/** Say what a chart counts by: "Daily". */
export function adverbOf(grain: Grain): string {
  return ADVERBS[grain];
}

/** Write a month: "November". */
export function formatMonth(at: string, timeZone: string): string {
  return new Date(at).toLocaleString(undefined, { month: 'long', timeZone });
}

/** Return when the day of a moment begins in a zone, `days` later or, below zero, earlier. */
export function startOfDay(at: Date, timeZone: string, days = 0): Date {
  const { year, month, day } = partsIn(at, timeZone);
  return inZone(Date.UTC(year, month - 1, day + days), timeZone);
}

/** Return when the month of a moment begins in a zone, `months` later or, below zero, earlier. */
export function startOfMonth(at: Date, timeZone: string, months = 0): Date {
  const { year, month } = partsIn(at, timeZone);
  return inZone(Date.UTC(year, month - 1 + months, 1), timeZone);
}

/** Return when a calendar day such as "2025-11-21" begins in a zone; null when there is no such day. */
export function dayIn(text: string, timeZone: string): Date | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  const midnight = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(midnight) ? null : inZone(midnight, timeZone);
}

/** Read a wall clock, given as if it were UTC, in a zone. A clock change that night is looked up twice to be met. */
function inZone(wallMs: number, timeZone: string): Date {
  const first = wallMs - offsetMs(new Date(wallMs), timeZone);
  return new Date(wallMs - offsetMs(new Date(first), timeZone));
}

function offsetMs(at: Date, timeZone: string): number {
  const { year, month, day, hour, minute, second } = partsIn(at, timeZone);
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at.getTime() / 1000) * 1000;
}

type Parts = Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second', number>;

function partsIn(at: Date, timeZone: string): Parts {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)])) as Parts;
}
