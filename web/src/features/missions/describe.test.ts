import { describe, expect, it } from 'vitest';

import { makeEvent } from '@/testing/missions';

import { describeEvent, worthTelling } from './describe';

describe('describeEvent', () => {
  it.each([
    [makeEvent('mission.submitted', 1, { state: 'queued' }), 'Submitted, queued'],
    [makeEvent('mission.state', 2, { state: 'paused', reason: 'user:pause' }), 'Paused: by a person'],
    [
      makeEvent('mission.step', 3, {
        step: 'budget',
        index: 3,
        phase: 'completed',
        percent: 40,
        duration_s: 0.42,
        message: 'Free',
      }),
      'Step 3, budget done in 0.4 s: Free',
    ],
    [
      makeEvent('mission.tool', 4, { name: 'chart', phase: 'failed', summary: 'No rows' }),
      'Tool chart failed: No rows',
    ],
    [
      makeEvent('mission.edited', 5, { changes: { objective: 'x', tool: 'y' }, restart_from: 'intent' }),
      'Edited: objective, tool; goes on from step intent',
    ],
  ])('says %#', (event, words) => {
    expect(describeEvent(event)).toBe(words);
  });
});

describe('worthTelling', () => {
  it('leaves progress out that repeats the words before it', () => {
    const step = (rev: number, phase: 'started' | 'progress', message: string) =>
      makeEvent('mission.step', rev, { step: 'intent', index: 2, phase, percent: rev, message });
    const events = [step(1, 'started', 'Reading'), step(2, 'progress', 'Reading'), step(3, 'progress', 'Comparing')];
    expect(worthTelling(events).map(({ rev }) => rev)).toEqual([1, 3]);
  });
});
