import { describe, expect, it } from 'vitest';

import { makeBudget } from '@/testing/budgets';

import type { BudgetHistory } from './api';
import { burnDownOf } from './burnDown';

const NOW = Date.parse('2026-11-03T12:00:00Z');

function historyOf(part: Partial<BudgetHistory> = {}): BudgetHistory {
  const window = makeBudget().window;
  if (!window) throw new Error('The budget has a window.');
  return {
    window,
    unit: 'day',
    points: [
      { starts_at: '2026-11-01T00:00:00Z', spent_usd: '10.000000', total_usd: '10.000000' },
      { starts_at: '2026-11-02T00:00:00Z', spent_usd: '20.000000', total_usd: '30.000000' },
      { starts_at: '2026-11-03T00:00:00Z', spent_usd: '10.000000', total_usd: '40.000000' },
    ],
    projected_usd: '80.000000',
    runs_out_at: null,
    past: [],
    ...part,
  };
}

const lefts = (history: BudgetHistory) => burnDownOf(history, NOW).points.map(({ left }) => left);

describe('burnDownOf', () => {
  it('goes from the limit to what is left now', () => {
    expect(lefts(historyOf())).toEqual([100, 90, 70, 60, null]);
  });

  it('leads to what is left at the end', () => {
    expect(burnDownOf(historyOf(), NOW).points.at(-1)).toEqual({
      at: Date.parse('2026-12-01T00:00:00Z'),
      left: null,
      projected: 20,
    });
  });

  it('leads to nothing when the money does not last', () => {
    const out = '2026-11-20T00:00:00Z';
    const last = burnDownOf(historyOf({ projected_usd: '300.000000', runs_out_at: out }), NOW).points.at(-1);
    expect(last).toEqual({ at: Date.parse(out), left: null, projected: 0 });
  });

  it('leads nowhere while it is too early to say', () => {
    expect(lefts(historyOf({ projected_usd: null }))).toEqual([100, 90, 70, 60]);
  });

  it('of a window without end ends now', () => {
    const history = historyOf({ projected_usd: null });
    history.window.ends_at = null;
    expect(burnDownOf(history, NOW).endsAt).toBe(NOW);
  });
});
