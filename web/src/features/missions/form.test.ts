import { describe, expect, it } from 'vitest';

import { makeMission } from '@/testing/missions';

import { changesIn, formOf } from './edit';
import { problemsIn, readBudget, readParameters, toRequest, type MissionForm } from './form';

const empty: MissionForm = { objective: 'Find it', budget: '', priority: 'normal', tool: null, parameters: '' };

describe('problemsIn', () => {
  it('finds nothing wrong with an objective alone', () => {
    expect(problemsIn(empty)).toEqual({});
  });

  it.each([
    ['objective', { objective: '   ' }],
    ['objective', { objective: 'x'.repeat(10_001) }],
    ['budget', { budget: '-1' }],
    ['budget', { budget: '0' }],
    ['parameters', { parameters: '[1, 2]' }],
    ['parameters', { parameters: '{top: 3}' }],
  ])('points at the %s of %o', (field, part) => {
    expect(Object.keys(problemsIn({ ...empty, ...part }))).toEqual([field]);
  });
});

describe('readBudget', () => {
  it('accepts amounts as people write them', () => {
    expect(['1', ' $1.50 ', '2,25', '0.000001'].map(readBudget)).toEqual(['1', '1.50', '2.25', '0.000001']);
  });

  it('refuses what is no amount', () => {
    expect(['', 'ten', '1e3', '0.0000001', '-1', '1.2.3'].map(readBudget)).toEqual([
      null,
      null,
      null,
      null,
      null,
      null,
    ]);
  });
});

describe('readParameters', () => {
  it('takes an object or nothing', () => {
    expect(['', '{"top": 10}', 'null', '3'].map(readParameters)).toEqual([{}, { top: 10 }, null, null]);
  });
});

describe('toRequest', () => {
  it('sends only what was said', () => {
    expect(toRequest(empty, [], false)).toEqual({ objective: 'Find it', priority: 'normal' });
  });

  it('sends everything that was said', () => {
    const form: MissionForm = {
      objective: ' Find it ',
      budget: '$2',
      priority: 'high',
      tool: 'chart',
      parameters: '{"a":1}',
    };
    expect(toRequest(form, ['f1'], true)).toEqual({
      objective: 'Find it',
      priority: 'high',
      file_ids: ['f1'],
      budget_usd: '2',
      tool: 'chart',
      parameters: { a: 1 },
      draft: true,
    });
  });
});

describe('changesIn', () => {
  const mission = makeMission({ parameters: { top: 3 } });
  const untouched = { ...formOf(mission), title: mission.title, note: '' };

  it('finds none in a form nobody touched', () => {
    expect(changesIn(mission, untouched)).toEqual({});
  });

  it('names just what differs, and the new instruction alone', () => {
    const edited = { ...untouched, budget: '2.5', parameters: '', note: ' Leave 2020 out. ' };
    expect(changesIn({ ...mission, instructions: ['Be brief.'] }, edited)).toEqual({
      budget_usd: '2.5',
      parameters: {},
      instructions: ['Leave 2020 out.'],
    });
  });
});
