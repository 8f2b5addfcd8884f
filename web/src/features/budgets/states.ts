import type { Tone } from '@/ui/status/Status';

import type { Budget, BudgetAlert, BudgetCreate } from './api';

export type Period = BudgetCreate['period'];

/** Each period, in words: "a month", and how often it begins anew. */
export const PERIODS: Record<Period, { label: string; each: string }> = {
  daily: { label: 'Daily', each: 'a day' },
  weekly: { label: 'Weekly', each: 'a week' },
  monthly: { label: 'Monthly', each: 'a month' },
  total: { label: 'Total', each: 'in all' },
};

export const PERIOD_NAMES = Object.keys(PERIODS) as Period[];

/** How a budget stands. The tone is that of its bar too. */
export interface Standing {
  label: string;
  tone: Tone;
}

const NEAR = 0.8;

/** Shares of the limit in force: spent, and held for calls in flight. */
export function sharesOf(budget: Budget): { spent: number; held: number } {
  const limit = Number(budget.window?.limit_usd ?? budget.raised_usd ?? budget.limit_usd);
  const share = (amount: string | undefined) =>
    limit > 0 ? Number(amount ?? 0) / limit : Number(amount ?? 0) > 0 ? 1 : 0;
  return { spent: share(budget.window?.spent_usd), held: share(budget.window?.held_usd) };
}

/** Say how a budget stands; what needs a person comes first. */
export function standingOf(budget: Budget): Standing {
  if (budget.shut_off_at !== null) return { label: 'Switched off', tone: 'failed' };
  const { spent, held } = sharesOf(budget);
  if (spent >= 1) return { label: budget.is_hard ? 'Limit reached' : 'Over the limit', tone: 'failed' };
  if (spent + held >= NEAR) return { label: 'Near the limit', tone: 'attention' };
  return { label: 'Within limit', tone: 'done' };
}

/** What needs a person first, then the fullest. */
export function inOrder(budgets: Budget[]): Budget[] {
  const weight = (budget: Budget) => (budget.shut_off_at !== null ? 100 : 0) + sharesOf(budget).spent;
  return budgets.toSorted((a, b) => weight(b) - weight(a));
}

/** Say what an alert tells: "80 % of the limit spent". */
export function alertText({
  kind,
  threshold_percent: percent,
}: Pick<BudgetAlert, 'kind' | 'threshold_percent'>): string {
  if (kind === 'shut_off') return 'Switched itself off';
  return kind === 'refused' ? 'A call did not fit any more' : `${percent} % of the limit spent`;
}

/** How much an alert asks of a person. */
export function alertTone({ kind, threshold_percent: percent }: BudgetAlert): Tone {
  if (kind !== 'threshold' || percent >= 100) return 'failed';
  return percent >= NEAR * 100 ? 'attention' : 'running';
}
