import { expect, it } from 'vitest';

import type { SecurityEvent } from '@/lib/api/security';

import { newIn } from './useEvents';

const at = (id: string, minute: number) => ({ id, at: `2026-11-21T12:0${minute}:00Z` }) as SecurityEvent;

it('knows what is new by time, not by what a filter has not read yet', () => {
  const known = [at('b', 2), at('a', 1)];
  expect(newIn([at('c', 3), at('b', 2), at('z', 0)], known).map(({ id }) => id)).toEqual(['c']);
  expect(newIn([at('d', 2), at('b', 2)], known).map(({ id }) => id)).toEqual(['d']);
  expect(newIn([], known)).toEqual([]);
});
