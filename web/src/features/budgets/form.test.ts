import { describe, expect, it } from 'vitest';

import { makeBudget } from '@/testing/budgets';

import { againOf, createOf, emptyForm, formOf, problemsIn } from './form';

describe('a form', () => {
  it('needs an amount and somebody it is for', () => {
    expect(Object.keys(problemsIn({ ...emptyForm(''), limit: 'much' }))).toEqual(['scopeId', 'limit']);
    expect(problemsIn({ ...emptyForm('id'), limit: '$1,000' })).toEqual({});
  });

  it('takes whole percents only', () => {
    const form = { ...emptyForm('id'), limit: '1' };
    expect(problemsIn({ ...form, thresholds: ['0'] }).thresholds).toBeDefined();
    expect(problemsIn({ ...form, thresholds: ['12.5'] }).thresholds).toBeDefined();
    expect(problemsIn({ ...form, thresholds: ['90 %', '120'] })).toEqual({});
  });

  it('is sent as the server wants it', () => {
    const form = { ...emptyForm('id'), limit: '$1,000.5', thresholds: ['90 %'] };
    expect(createOf(form)).toEqual({
      scope_kind: 'organization',
      scope_id: 'id',
      period: 'monthly',
      limit_usd: '1000.5',
      is_hard: true,
      shuts_off: false,
      thresholds: [90],
    });
  });

  it('holds what a budget is', () => {
    expect(formOf(makeBudget({ limit_usd: '0.500000' })).limit).toBe('0.5');
  });
});

describe('againOf', () => {
  it('makes a deleted budget once more, to the micro-dollar', () => {
    const budget = makeBudget({ limit_usd: '12.345678', thresholds: [75] });
    expect(againOf(budget)).toMatchObject({ limit_usd: '12.345678', thresholds: [75], period: 'monthly' });
  });
});
