import { describe, expect, it } from 'vitest';

import type { Policy, Rule } from './api';
import { cellOf, changesIn, draftOf, isSameDraft, nameOf, withRule } from './draft';

const rule = (part: Partial<Rule>): Rule => ({
  family: 'secrets',
  where: 'prompt',
  action: 'redact',
  least_confidence: 0.5,
  ...part,
});
const organization: Policy = {
  scope_kind: 'organization',
  scope_id: '-',
  rules: [rule({ action: 'block' })],
  least_trust: null,
  low_trust_action: 'approve',
  updated_at: null,
  effective: [
    { where: 'prompt', family: 'secrets', action: 'block', least_confidence: 0.5, source: 'organization' },
    { where: 'answer', family: 'secrets', action: 'monitor', least_confidence: 0.5, source: 'standard' },
  ],
};

describe('cellOf', () => {
  const own = draftOf(organization);

  it('lets a rule for a place come before one for every place', () => {
    const both = withRule(own, 'secrets', null, rule({ where: null, action: 'flag' }));
    const actions = (['prompt', 'answer'] as const).map(
      (where) => cellOf(both, 'organization', organization, organization, 'secrets', where).action,
    );
    expect(actions).toEqual(['block', 'flag']);
  });

  it('shows what lies above, and where it comes from', () => {
    const cell = cellOf(draftOf(undefined), 'tool', undefined, organization, 'secrets', 'prompt');
    expect(cell).toEqual({ action: 'block', least_confidence: 0.5, source: 'organization' });
    const standard = cellOf(own, 'organization', organization, organization, 'secrets', 'answer');
    expect(standard).toMatchObject({ action: 'monitor', source: 'standard' });
  });

  it('does not guess the standard that a rule given up has hidden', () => {
    const without = withRule(own, 'secrets', 'prompt', null);
    expect(cellOf(without, 'organization', organization, organization, 'secrets', 'prompt').action).toBeNull();
  });
});

describe('changesIn', () => {
  const before = draftOf(organization);

  it('says nothing of what stays, in whatever order', () => {
    const again = withRule(before, 'secrets', 'prompt', rule({ action: 'block' }));
    expect(isSameDraft(before, again)).toBe(true);
  });

  it('says what becomes of each rule and of trust', () => {
    const after = withRule(
      withRule(before, 'secrets', 'prompt', null),
      'pii',
      null,
      rule({ family: 'pii', where: null }),
    );
    expect(changesIn(before, { ...after, least_trust: 60, low_trust_action: 'refuse' })).toEqual([
      'Secrets in prompts: block from 0.5 → no rule',
      'Personal data everywhere: no rule → redact from 0.5',
      'Trust: not asked for → below 60 refused',
    ]);
  });
});

it('names places', () => {
  expect(nameOf('links', 'tool_result')).toBe('Unsafe links in tool results');
});
