import { describe, expect, it } from 'vitest';

import { formatCallCost, formatUsdAxis, formatUsdExactly, formatUsdRoughly, readUsd } from './money';

describe('amounts', () => {
  it.each([
    ['0.000213', '$0.000213'],
    ['1.200000', '$1.20'],
    ['0', '$0.00'],
    [null, '–'],
  ])('are written exactly: %s', (amount, text) => expect(formatUsdExactly(amount)).toBe(text));

  it.each([
    ['0.004213', '$0.00421'],
    ['0.000000', '$0.00'],
    ['12.345', '$12.35'],
  ])('of one call keep three digits while they are small: %s', (amount, text) =>
    expect(formatCallCost(amount)).toBe(text),
  );

  it.each([
    ['612.41', '$612'],
    ['9.4', '$9.40'],
    ['250', '$250'],
    ['0.0005', '$0.0005'],
  ])('that are about right are short: %s', (amount, text) => expect(formatUsdRoughly(amount)).toBe(text));

  it.each([
    [0, '$0'],
    [0.002, '$0.002'],
    [0.6, '$0.60'],
    [18, '$18'],
    [1200, '$1.2K'],
  ])('beside an axis are shortest: %d', (value, text) => expect(formatUsdAxis(value)).toBe(text));
});

describe('readUsd', () => {
  it.each([
    ['25', '25'],
    [' $1,200.50 ', '1200.50'],
    ['0.000001', '0.000001'],
  ])('understands %j', (text, amount) => expect(readUsd(text)).toBe(amount));

  it.each(['', '-5', '1e3', '0.0000001', 'ten', '1.2.3'])('refuses %j', (text) => expect(readUsd(text)).toBeNull());
});
