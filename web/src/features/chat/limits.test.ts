import { describe, expect, it } from 'vitest';

import { bytesOf, countdown, isNearLimit } from './limits';

describe('limits', () => {
  it('counts bytes, not characters', () => {
    expect([bytesOf('abc'), bytesOf('é'), bytesOf('👩‍🚀')]).toEqual([3, 2, 11]);
  });

  it('warns in time', () => {
    expect([isNearLimit(80, 100), isNearLimit(81, 100)]).toEqual([false, true]);
  });

  it.each([
    [0, '0:00'],
    [-3, '0:00'],
    [59.2, '1:00'],
    [1385, '23:05'],
    [3729, '1:02:09'],
  ])('writes %d seconds as %s', (seconds, text) => {
    expect(countdown(seconds)).toBe(text);
  });
});
