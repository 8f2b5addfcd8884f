import { describe, expect, it } from 'vitest';

import { makeMission, makeSteps } from '@/testing/missions';

import { actionsFor, positionOf, reasonInWords, segmentsOf, STATES } from './states';

describe('segmentsOf', () => {
  it('fills done steps and the present one in part', () => {
    expect(segmentsOf(makeMission({ state: 'running', percent: 42.5, steps: makeSteps(3, true) }))).toEqual([
      1,
      1,
      1,
      (42.5 - 40) / 15,
      0,
      0,
    ]);
  });

  it('leaves empty what a failure left out', () => {
    const steps = makeSteps(3).map((step) => (step.index > 4 ? { ...step, state: 'skipped' as const } : step));
    expect(segmentsOf(makeMission({ state: 'failed', percent: 40, steps }))).toEqual([1, 1, 1, 0, 0, 0]);
    expect(segmentsOf(makeMission({ state: 'cancelled', percent: 47.5, steps }))).toEqual([1, 1, 1, 0.5, 0, 0]);
  });

  it('is full when the mission is completed', () => {
    expect(segmentsOf(makeMission({ state: 'completed', percent: 100 }))).toEqual([1, 1, 1, 1, 1, 1]);
  });
});

describe('positionOf', () => {
  it('names the present step by its message, else its title', () => {
    const steps = makeSteps(2, true);
    expect(positionOf({ state: 'running', steps })).toEqual({ text: 'Check the budget', place: 'step 3 of 6' });
    const told = steps.map((step) => ({ ...step, message: step.state === 'running' ? 'Reserving $0.05' : null }));
    expect(positionOf({ state: 'running', steps: told }).text).toBe('Reserving $0.05');
  });

  it('keeps the place of a mission that stopped on the way', () => {
    expect(positionOf({ state: 'paused', steps: makeSteps(4) }).place).toBe('step 5 of 6');
    const cut = makeSteps(4).map((step) => (step.state === 'pending' ? { ...step, state: 'skipped' as const } : step));
    expect(positionOf({ state: 'cancelled', steps: cut }).place).toBe('step 5 of 6');
  });

  it('says what it waits for before the first step', () => {
    expect(positionOf({ state: 'queued', steps: makeSteps() })).toEqual({
      text: 'Waiting for a free worker',
      place: '',
    });
  });
});

describe('actionsFor', () => {
  it('offers nothing after the end but another try', () => {
    expect(actionsFor('completed')).toEqual([]);
    expect(actionsFor('failed')).toEqual(['retry']);
  });

  it('knows every state', () => {
    for (const state of Object.keys(STATES)) expect(actionsFor(state as keyof typeof STATES)).toBeInstanceOf(Array);
  });
});

describe('reasonInWords', () => {
  it.each([
    ['user:pause', 'by a person'],
    ['api_key:cancel', 'by an API key'],
    ['service:pause', 'by a service'],
    ['The budget of $1.00 is spent.', 'The budget of $1.00 is spent.'],
    [null, null],
  ])('says %s as %s', (reason, words) => {
    expect(reasonInWords(reason)).toBe(words);
  });
});
