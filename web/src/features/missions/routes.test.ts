import { expect, it } from 'vitest';

import { readMissionsSearch, statesIn } from './routes';

it('reads what an address may say', () => {
  expect(readMissionsSearch({ view: 'table', state: 'failed,running', q: 2026, sort: '-cost_usd' })).toEqual({
    view: 'table',
    state: 'failed,running',
    q: '2026',
    sort: '-cost_usd',
  });
});

it('leaves out what it cannot mean', () => {
  expect(readMissionsSearch({ view: 'pie', state: 'sleeping', q: '', sort: 'colour' })).toEqual({
    view: undefined,
    state: undefined,
    q: undefined,
    sort: undefined,
  });
  expect(statesIn('failed,,nonsense')).toEqual(['failed']);
});
