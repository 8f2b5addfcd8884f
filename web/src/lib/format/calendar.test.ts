import { describe, expect, it } from 'vitest';

import { dayIn, formatBucket, formatTick, startOfDay, startOfMonth } from './calendar';

const BERLIN = 'Europe/Berlin';

describe('startOfDay', () => {
  it('is midnight where the reader counts days', () => {
    expect(startOfDay(new Date('2026-11-20T23:30:00Z'), BERLIN).toISOString()).toBe('2026-11-20T23:00:00.000Z');
    expect(startOfDay(new Date('2026-11-20T23:30:00Z'), 'UTC').toISOString()).toBe('2026-11-20T00:00:00.000Z');
  });

  it('goes back over months and over a change of clocks', () => {
    expect(startOfDay(new Date('2026-11-02T12:00:00Z'), BERLIN, -29).toISOString()).toBe('2026-10-03T22:00:00.000Z');
    expect(startOfDay(new Date('2026-03-29T12:00:00Z'), BERLIN).toISOString()).toBe('2026-03-28T23:00:00.000Z');
    expect(startOfDay(new Date('2026-03-29T12:00:00Z'), BERLIN, 1).toISOString()).toBe('2026-03-29T22:00:00.000Z');
  });
});

describe('startOfMonth', () => {
  it('is the first, this year or the last', () => {
    expect(startOfMonth(new Date('2026-11-20T12:00:00Z'), 'UTC', -11).toISOString()).toBe('2025-12-01T00:00:00.000Z');
    expect(startOfMonth(new Date('2026-11-20T12:00:00Z'), BERLIN).toISOString()).toBe('2026-10-31T23:00:00.000Z');
  });
});

describe('dayIn', () => {
  it('reads a calendar day', () => {
    expect(dayIn('2026-11-20', BERLIN)?.toISOString()).toBe('2026-11-19T23:00:00.000Z');
  });

  it.each(['', '20.11.2026', '2026-13-01', 'yesterday'])('knows that %j is none', (text) => {
    expect(dayIn(text, BERLIN)).toBeNull();
  });
});

describe('buckets', () => {
  it('are written in their own zone', () => {
    expect(formatTick('2026-11-19T23:00:00Z', 'day', BERLIN)).toContain('20');
    expect(formatBucket('2026-11-15T23:00:00Z', 'week', BERLIN)).toMatch(/^Week of .*16/);
  });
});
