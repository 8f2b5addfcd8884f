import { expect, it } from 'vitest';

import { gist, stateOf } from './states';

it('says what a call would do', () => {
  expect(gist({ to: 'Ada', copies: 2, tags: ['a'] })).toBe('to: Ada, copies: 2, tags: ["a"]');
  expect(gist({})).toBe('');
});

it('shows a state that it does not know by its own name', () => {
  expect(stateOf({ state: 'pending' }).label).toBe('Waiting');
  expect(stateOf({ state: 'postponed' })).toEqual({ label: 'postponed', tone: 'queued' });
});
