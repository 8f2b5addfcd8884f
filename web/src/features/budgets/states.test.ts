import { describe, expect, it } from 'vitest';

import { makeBudget } from '@/testing/budgets';

import type { Budget } from './api';
import { inOrder, sharesOf, standingOf } from './states';

function spending(spent: string, held = '0', part: Partial<Budget> = {}): Budget {
  const budget = makeBudget(part);
  return { ...budget, window: budget.window && { ...budget.window, spent_usd: spent, held_usd: held } };
}

describe('sharesOf', () => {
  it('counts against the limit in force', () => {
    expect(sharesOf(makeBudget())).toEqual({ spent: 0.4, held: 0.05 });
  });

  it('is nothing before the first call, and all of a limit of nothing', () => {
    expect(sharesOf(makeBudget({ window: null }))).toEqual({ spent: 0, held: 0 });
    const none = spending('1');
    if (none.window) none.window.limit_usd = '0.000000';
    expect(sharesOf(none).spent).toBe(1);
  });
});

describe('standingOf', () => {
  it.each([
    ['40', '5', 'Within limit'],
    ['40', '45', 'Near the limit'],
    ['100', '0', 'Limit reached'],
  ])('after %s spent and %s held is “%s %s”', (spent, held, label) => {
    expect(standingOf(spending(spent, held)).label).toBe(label);
  });

  it('says that a soft limit was passed', () => {
    expect(standingOf(spending('120', '0', { is_hard: false })).label).toBe('Over the limit');
  });

  it('says first that it is off', () => {
    expect(standingOf(spending('120', '0', { shut_off_at: '2026-11-20T00:00:00Z' })).label).toBe('Switched off');
  });
});

describe('inOrder', () => {
  it('puts what needs a person first, then the fullest', () => {
    const budgets = [
      spending('10', '0', { id: 'low' }),
      spending('90', '0', { id: 'full' }),
      spending('5', '0', { id: 'off', shut_off_at: '2026-11-20T00:00:00Z' }),
    ];
    expect(inOrder(budgets).map(({ id }) => id)).toEqual(['off', 'full', 'low']);
  });
});
