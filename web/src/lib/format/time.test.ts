import { describe, expect, it } from 'vitest';

import { formatDuration, formatEta, formatTook, formatWhen } from './time';

describe('formatDuration', () => {
  it.each([
    [39, '39 s'],
    [258, '4 m 18 s'],
    [3599.9, '59 m 59 s'],
    [7500, '2 h 05 m'],
    [null, '–'],
  ])('writes %s as %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });
});

describe('formatTook', () => {
  it('keeps a decimal under ten seconds, and never says nothing took time', () => {
    expect([0.02, 0.43, 9.94, 12.9].map(formatTook)).toEqual(['<0.1 s', '0.4 s', '9.9 s', '12 s']);
  });
});

describe('formatEta', () => {
  it('rounds to what is known', () => {
    expect([4, 33, 136, 4000, 7600, null].map(formatEta)).toEqual([
      'a few seconds',
      'about 40 s',
      'about 2 min',
      'about 67 min',
      'about 2 h',
      '–',
    ]);
  });
});

describe('formatWhen', () => {
  const now = Date.parse('2026-11-20T12:00:00Z');

  it('is relative within a day', () => {
    expect(formatWhen('2026-11-20T11:59:40Z', now)).toBe('just now');
    expect(formatWhen('2026-11-20T11:57:00Z', now)).toBe('3 min ago');
    expect(formatWhen('2026-11-20T07:00:00Z', now)).toBe('5 h ago');
  });

  it('is a date after that', () => {
    expect(formatWhen('2026-11-18T12:00:00Z', now)).toContain('2026');
  });

  it('does not promise the past for a clock that runs ahead', () => {
    expect(formatWhen('2026-11-20T12:00:30Z', now)).toBe('just now');
  });
});
