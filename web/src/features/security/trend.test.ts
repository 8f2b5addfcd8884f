import { describe, expect, it } from 'vitest';

import type { Trend } from './api';
import { chartOf } from './trend';

const NOW = Date.parse('2026-11-21T12:34:00Z');
const trend: Trend = {
  points: [
    { at: '2026-11-14T00:00:00Z', family: 'secrets', action: 'redact', events: 9 },
    { at: '2026-11-20T00:00:00Z', family: 'secrets', action: 'redact', events: 2 },
    { at: '2026-11-20T00:00:00Z', family: 'secrets', action: 'block', events: 1 },
    { at: '2026-11-21T00:00:00Z', family: 'pii', action: 'monitor', events: 4 },
  ],
  totals: {},
  dropped: 0,
};

describe('chartOf', () => {
  it('has a value for every day, the present one last', () => {
    const { buckets, series } = chartOf(trend, '7d', 'family', NOW);
    expect([buckets.length, buckets.at(-1)]).toEqual([7, '2026-11-21T00:00:00.000Z']);
    expect(series.map(({ label, values }) => [label, values.slice(-2)])).toEqual([
      ['Secrets', [3, 0]],
      ['Personal data', [0, 4]],
    ]);
  });

  it('tells actions apart, mildest first', () => {
    const { series } = chartOf(trend, '7d', 'action', NOW);
    expect(series.map(({ label }) => label)).toEqual(['Monitored', 'Redacted', 'Blocked']);
  });

  it('counts by hour over a day', () => {
    const hour = { at: '2026-11-21T12:00:00Z', family: 'links' as const, action: 'flag' as const, events: 5 };
    const { buckets, grain, series } = chartOf({ ...trend, points: [hour] }, '24h', 'family', NOW);
    expect([buckets.length, grain, series[0]?.values.at(-1)]).toEqual([24, 'hour', 5]);
  });
});
