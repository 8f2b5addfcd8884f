import { readUsd } from '@/lib/format/money';

import type { Budget, BudgetCreate, BudgetUpdate } from './api';
import type { ScopeKind } from './scopes';
import type { Period } from './states';

/** What a person fills in for a budget. */
export interface BudgetForm {
  scopeKind: ScopeKind;
  scopeId: string;
  period: Period;
  limit: string;
  isHard: boolean;
  shutsOff: boolean;
  /** Percents, as typed. */
  thresholds: string[];
}

export type BudgetProblems = Partial<Record<'scopeId' | 'limit' | 'thresholds', string>>;

const MOST_THRESHOLDS = 10;
const LARGEST_PERCENT = 1000;

/** A form for a new budget: the organization's, by month. */
export function emptyForm(organizationId: string): BudgetForm {
  return {
    scopeKind: 'organization',
    scopeId: organizationId,
    period: 'monthly',
    limit: '',
    isHard: true,
    shutsOff: false,
    thresholds: ['50', '80', '100'],
  };
}

/** A form that holds what a budget is. */
export function formOf(budget: Budget): BudgetForm {
  return {
    scopeKind: budget.scope_kind as ScopeKind,
    scopeId: budget.scope_id,
    period: budget.period as Period,
    limit: String(Number(budget.limit_usd)),
    isHard: budget.is_hard,
    shutsOff: budget.shuts_off,
    thresholds: budget.thresholds.map(String),
  };
}

/** Say what is wrong with a form; nothing when it can be sent. */
export function problemsIn({ scopeId, limit, thresholds }: BudgetForm): BudgetProblems {
  const problems: BudgetProblems = {};
  if (!scopeId.trim()) problems.scopeId = 'Choose what the budget is for.';
  if (readUsd(limit) === null) problems.limit = 'Write an amount in dollars, such as 250 or 0.50.';
  if (!thresholds.every(isPercent)) problems.thresholds = 'Percents are whole numbers from 1 to 1000.';
  else if (thresholds.length > MOST_THRESHOLDS) problems.thresholds = `At most ${MOST_THRESHOLDS} alerts.`;
  return problems;
}

/** What can be changed of a budget later. */
export function updateOf(form: BudgetForm): Required<BudgetUpdate> {
  return {
    limit_usd: readUsd(form.limit) ?? '',
    is_hard: form.isHard,
    shuts_off: form.shutsOff,
    thresholds: form.thresholds.map((text) => Number.parseInt(text, 10)),
  };
}

/** What a new budget is made from. */
export function createOf(form: BudgetForm): BudgetCreate {
  const { scopeKind: scope_kind, scopeId, period } = form;
  return {
    ...(updateOf(form) as Omit<BudgetCreate, 'scope_kind' | 'scope_id' | 'period'>),
    scope_kind,
    scope_id: scopeId.trim(),
    period,
  };
}

/** What a budget that was deleted can be made from again. */
export function againOf(budget: Budget): BudgetCreate {
  return { ...createOf(formOf(budget)), limit_usd: budget.limit_usd };
}

function isPercent(text: string): boolean {
  const value = Number(text.replace(/\s*%$/, ''));
  return Number.isInteger(value) && value >= 1 && value <= LARGEST_PERCENT;
}
