import { describe, expect, it } from 'vitest';

import { connection } from '@/lib/api/connection';

import { cleared, isFiltered, queryOf } from './filter';
import { readRequestsSearch } from './routes';

const NOW = Date.parse('2026-11-21T08:20:31Z');

describe('queryOf', () => {
  it('asks as the API names things, repeating what has several values', () => {
    const query = queryOf({ model: 'a,b', user: 'id', period: '1h', q: 'req-1', min_cost: '0.01' }, NOW);
    const address = new URL(connection.address('/api/v1/requests', query)).searchParams;
    expect(address.getAll('model')).toEqual(['a', 'b']);
    expect(Object.fromEntries(address)).toMatchObject({
      user_id: 'id',
      since: '2026-11-21T07:20:00.000Z',
      request_id: 'req-1',
      min_cost_usd: '0.01',
    });
  });

  it('does not filter by what opens or follows the list', () => {
    const search = { open: 'row', of: 'req-1', live: true };
    expect(new URL(connection.address('/api/v1/requests', queryOf(search, NOW))).search).toBe('');
    expect(isFiltered(search)).toBe(false);
  });
});

describe('the address', () => {
  it('keeps what it can mean', () => {
    const search = { model: 'a,b', period: '24h', sort: '-cost_usd', live: true, min_cost: '0.10' };
    expect(readRequestsSearch(search)).toMatchObject(search);
  });

  it('leaves out what it cannot', () => {
    const read = readRequestsSearch({ period: 'soon', sort: 'colour', min_cost: '-1', live: 'yes', shape: 'round' });
    expect(Object.values(read).filter((value) => value !== undefined)).toEqual([]);
  });

  it('can be cleared without losing its order', () => {
    expect(cleared({ model: 'a', sort: 'cost_usd' })).toEqual({ sort: 'cost_usd', live: undefined });
  });
});
