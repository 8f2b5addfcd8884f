import { describe, expect, it } from 'vitest';

import { makeSums } from '@/testing/spend';

import { cacheShare, changeText, tokenKinds } from './words';

describe('changeText', () => {
  it.each([
    [112, 100, '12 % over the 30 days before'],
    [50, 100, '50 % under the 30 days before'],
    [100, 100, 'as in the 30 days before'],
    [1, 0, 'nothing in the 30 days before'],
    [3000, 100, '30 times the 30 days before'],
  ])('of %d after %d', (now, before, text) => expect(changeText(now, before, '30 days')).toBe(text));
});

describe('tokenKinds', () => {
  it('splits all tokens into the four that have a price', () => {
    const sums = makeSums({ input_tokens: 100, cached_input_tokens: 30, cache_write_tokens: 20, output_tokens: 7 });
    expect(tokenKinds(sums).map(({ tokens }) => tokens)).toEqual([50, 30, 20, 7]);
  });
});

describe('cacheShare', () => {
  it('is unknown without input', () => {
    expect(cacheShare(makeSums())).toBeNull();
    expect(cacheShare(makeSums({ input_tokens: 4, cached_input_tokens: 1 }))).toBe(0.25);
  });
});
