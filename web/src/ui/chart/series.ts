import type { Grain } from '@/lib/format/calendar';

/** One layer of a chart over time. */
export interface Series {
  key: string;
  label: string;
  /** Number of its colour, 1 to 6. */
  colour: number;
  /** One value per bucket. */
  values: number[];
}

/** Something about one bucket that the chart points at. */
export interface Mark {
  /** When its bucket begins. */
  at: string;
  text: string;
}

/** What an expected total follows the measured ones with. */
export interface Expected {
  /** When its bucket begins; may be one of the chart's own, the present one above all. */
  at: string;
  value: number;
}

export interface TimeData {
  buckets: string[];
  grain: Grain;
  timeZone: string;
  series: Series[];
  expected?: Expected[];
  marks?: Mark[];
  /** The last bucket is not over: what it has so far would read as a fall. */
  isOpen?: boolean;
}

/** One place on the time axis: a value for each series, under its key. */
export interface Point {
  at: string;
  values: Record<string, number>;
  total: number | null;
  /** What it has is what it has so far. */
  isOpen: boolean;
  expected: number | null;
}

/** Put series side by side, with what is expected beside or after them. */
export function pointsOf({ buckets, series, expected = [], isOpen = false }: TimeData): Point[] {
  const expectedAt = new Map(expected.map(({ at, value }) => [Date.parse(at), value]));
  const measured = buckets.map((at, index) => {
    const values = Object.fromEntries(series.map(({ key, values: all }) => [key, all[index] ?? 0]));
    const total = series.reduce((sum, each) => sum + (each.values[index] ?? 0), 0);
    const isLast = index === buckets.length - 1;
    return { at, values, total, isOpen: isOpen && isLast, expected: expectedAt.get(Date.parse(at)) ?? null };
  });
  const last = Date.parse(buckets.at(-1) ?? '');
  const ahead = expected.filter(({ at }) => Date.parse(at) > last);
  return [
    ...measured,
    ...ahead.map(({ at, value }) => ({ at, values: {}, total: null, isOpen: false, expected: value })),
  ];
}

/** Let the dashed line begin where the last whole bucket ended, so that it continues the drawn ones. */
export function joined(points: Point[]): Point[] {
  const first = points.findIndex(({ expected }) => expected !== null);
  return points.map((point, index) => (index === first - 1 ? { ...point, expected: point.total } : point));
}
