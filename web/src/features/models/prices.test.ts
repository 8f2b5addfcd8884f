import { describe, expect, it } from 'vitest';

import { priceOf, problemsIn, startingWith } from './prices';

describe('a price', () => {
  it('starts with what holds now, without zeros', () => {
    const present = { input: '0.150000', cached: '0.075000', written: '0.150000', output: '0.600000' };
    expect(startingWith(present)).toEqual({ input: '0.15', cached: '0.075', written: '0.15', output: '0.6' });
  });

  it('needs input and output; the rest is as input', () => {
    const prices = { input: '0', cached: '', written: '', output: '0.6' };
    expect(problemsIn(prices)).toEqual({});
    expect(priceOf(prices)).toMatchObject({ input_usd: '0', cached_input_usd: null });
    expect(Object.keys(problemsIn({ ...prices, input: '', cached: 'x' }))).toEqual(['input', 'cached']);
  });
});
