import { describe, expect, it } from 'vitest';

import { periodBetween, periodOf, RANGES } from './period';

const NOW = new Date('2026-11-21T08:20:00Z');

describe('periodOf', () => {
  it.each([
    ['24h', '2026-11-20T09:00:00.000Z', 'hour'],
    ['7d', '2026-11-15T00:00:00.000Z', 'hour'],
    ['30d', '2026-10-23T00:00:00.000Z', 'day'],
    ['12m', '2025-12-01T00:00:00.000Z', 'month'],
  ] as const)('%s begins with a whole bucket', (range, since, grain) => {
    expect(periodOf(range, NOW, 'UTC')).toMatchObject({ since, grain, until: null });
  });

  it('is the same question for a while, so that answers can be kept', () => {
    const later = new Date(NOW.getTime() + 60_000);
    for (const range of RANGES) expect(periodOf(range, later, 'UTC')).toEqual(periodOf(range, NOW, 'UTC'));
  });
});

describe('periodBetween', () => {
  it('holds both days', () => {
    expect(periodBetween('2026-11-01', '2026-11-03', 'Europe/Berlin')).toEqual({
      since: '2026-10-31T23:00:00.000Z',
      until: '2026-11-03T23:00:00.000Z',
      grain: 'hour',
      words: '3 days',
    });
    expect(periodBetween('2026-11-03', '2026-11-03', 'UTC')?.words).toBe('day');
  });

  it('counts longer ones by longer steps', () => {
    expect(periodBetween('2026-01-01', '2026-03-01', 'UTC')?.grain).toBe('day');
    expect(periodBetween('2025-01-01', '2026-03-01', 'UTC')?.grain).toBe('month');
  });

  it.each([
    ['2026-11-03', '2026-11-01'],
    ['2026-11-03', 'x'],
    ['', '2026-11-01'],
  ])('refuses %j to %j', (from, to) => expect(periodBetween(from, to, 'UTC')).toBeNull());
});
