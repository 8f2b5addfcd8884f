import type { Budget } from '@/features/budgets/api';

/** A monthly budget of $100 of which $40 are spent and $5 held. */
export function makeBudget(part: Partial<Budget> = {}): Budget {
  return {
    id: 'budget-1',
    scope_kind: 'organization',
    scope_id: 'organization-1',
    period: 'monthly',
    limit_usd: '100.000000',
    is_hard: true,
    thresholds: [50, 80, 100],
    shuts_off: false,
    shut_off_at: null,
    raised_usd: null,
    raised_until: null,
    created_at: '2026-11-01T00:00:00Z',
    window: {
      starts_at: '2026-11-01T00:00:00Z',
      ends_at: '2026-12-01T00:00:00Z',
      limit_usd: '100.000000',
      spent_usd: '40.000000',
      held_usd: '5.000000',
      remaining_usd: '55.000000',
    },
    ...part,
  };
}
