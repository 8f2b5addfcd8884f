import { isKeyOf } from '@/lib/address';
import type { Action, Family } from '@/lib/api/security';
import { coloursOf, REST_COLOUR } from '@/ui/chart/colours';
import type { TimeData } from '@/ui/chart/series';

import type { Trend } from './api';
import type { SpanName } from './routes';
import { ACTIONS, FAMILIES } from './words';

const HOUR_MS = 3_600_000;

/** What each span asks for, and how many buckets it has. */
export const SPAN_SHAPES: Record<SpanName, { label: string; words: string; days: number; by: 'hour' | 'day' }> = {
  '24h': { label: '24 h', words: '24 hours', days: 1, by: 'hour' },
  '7d': { label: '7 d', words: '7 days', days: 7, by: 'day' },
  '30d': { label: '30 d', words: '30 days', days: 30, by: 'day' },
  '90d': { label: '90 d', words: '90 days', days: 90, by: 'day' },
};

/**
 * Fill what the server counted into one value for every hour or day of a span, the present one last.
 *
 * Days are those of UTC, as the server counts them.
 */
export function chartOf({ points }: Trend, span: SpanName, by: 'family' | 'action', now: number): TimeData {
  const { days, by: grain } = SPAN_SHAPES[span];
  const buckets = bucketsUntil(now, grain, grain === 'hour' ? 24 * days : days);
  const places = new Map(buckets.map((at, index) => [at, index]));
  const names = Object.keys(by === 'family' ? FAMILIES : ACTIONS) as (Family | Action)[];
  const met = names.filter((name) => points.some((point) => point[by] === name && places.has(Date.parse(point.at))));
  const colours = coloursOf(met.map((name) => `security:${name}`));
  const series = met.map((name) => {
    const values = buckets.map(() => 0);
    for (const point of points) {
      const place = places.get(Date.parse(point.at));
      if (point[by] === name && place !== undefined) values[place] = (values[place] ?? 0) + point.events;
    }
    return { key: name, label: labelOf(name), colour: colours.get(`security:${name}`) ?? REST_COLOUR, values };
  });
  return { buckets: buckets.map((at) => new Date(at).toISOString()), grain, timeZone: 'UTC', series };
}

function bucketsUntil(now: number, grain: 'hour' | 'day', count: number): number[] {
  const length = grain === 'hour' ? HOUR_MS : 24 * HOUR_MS;
  const last = Math.floor(now / length) * length;
  return Array.from({ length: count }, (_each, index) => last - (count - 1 - index) * length);
}

function labelOf(name: Family | Action): string {
  return isKeyOf(FAMILIES, name) ? FAMILIES[name] : ACTIONS[name].past;
}
