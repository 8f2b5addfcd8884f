import { describe, expect, it } from 'vitest';

import { readCostsSearch } from './routes';

describe('readCostsSearch', () => {
  it('keeps what it can mean', () => {
    const search = { range: '7d', by: 'agent', measure: 'tokens', model: 'gpt-4o', team: 'id' };
    expect(readCostsSearch(search)).toMatchObject(search);
  });

  it('leaves out what it cannot', () => {
    const read = readCostsSearch({ range: 'ever', by: 'weather', measure: 3, model: 7, other: 'x' });
    expect(Object.values(read).filter((value) => value !== undefined)).toEqual([]);
  });
});
