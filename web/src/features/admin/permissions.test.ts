import { describe, expect, it } from 'vitest';

import { grants, grouped } from './permissions';

describe('grants', () => {
  it('is what is held, and everything for an administrator', () => {
    expect(grants(['budgets:read'], 'budgets:read')).toBe(true);
    expect(grants(['budgets:read'], 'budgets:write')).toBe(false);
    expect(grants(['admin'], 'budgets:write')).toBe(true);
  });
});

describe('grouped', () => {
  it('puts together what is about the same thing', () => {
    const named = (name: string) => ({ name, meaning: '' });
    const groups = grouped([named('admin'), named('budgets:read'), named('budgets:write')]);
    expect(groups.map(([thing, members]) => [thing, members.length])).toEqual([
      ['admin', 1],
      ['budgets', 2],
    ]);
  });
});
