import { expect, it, vi } from 'vitest';

import { makeEvent } from '@/testing/missions';

import { hear, lastHeard, readUpTo } from './heard';

it('asks again when an event has overtaken the answer', async () => {
  const answers = [4, 6, 7];
  const read = vi.fn(() => Promise.resolve(answers.shift() ?? 0));
  hear(makeEvent('mission.cost', 6, { cost_usd: '1' }));
  hear(makeEvent('mission.cost', 5, { cost_usd: '1' }));
  expect(lastHeard('mission-1')).toBe(6);
  expect(await readUpTo('mission-1', read, (answer) => answer)).toBe(6);
  expect(read).toHaveBeenCalledTimes(2);
});

it('gives up on an answer that stays old, for the next event will tell', async () => {
  hear(makeEvent('mission.cost', 9, { cost_usd: '1' }));
  const read = vi.fn(() => Promise.resolve(1));
  expect(await readUpTo('mission-1', read, (answer) => answer)).toBe(1);
  expect(read).toHaveBeenCalledTimes(3);
});
