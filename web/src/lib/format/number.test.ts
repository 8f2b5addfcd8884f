import { describe, expect, it } from 'vitest';

import { formatUsd } from './money';
import { formatBytes, formatPercent } from './number';

describe('formatPercent', () => {
  it('never says 100 before the end', () => {
    expect(formatPercent(99.97)).toBe('99 %');
    expect(formatPercent(100)).toBe('100 %');
  });
});

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [999.6, '1.0 kB'],
    [48_213, '48.2 kB'],
    [104_857_600, '105 MB'],
  ])('writes %s as %s', (size, text) => {
    expect(formatBytes(size)).toBe(text);
  });
});

describe('formatUsd', () => {
  it.each([
    ['0.370000', '$0.37'],
    ['0.000400', '<$0.01'],
    ['0.000000', '$0.00'],
    ['1284.500000', '$1,284.50'],
    [null, '–'],
    ['much', '–'],
  ])('writes %s as %s', (amount, text) => {
    expect(formatUsd(amount)).toBe(text);
  });
});
