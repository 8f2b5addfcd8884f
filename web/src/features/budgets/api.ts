import { Budgets, Limits, type schemas } from '@pilothouse/client';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';

import { connection } from '@/lib/api/connection';

const budgets = new Budgets(connection);
const limits = new Limits(connection);

export type Budget = schemas.BudgetRead;
export type BudgetCreate = schemas.BudgetCreate;
export type BudgetUpdate = schemas.BudgetUpdate;
export type BudgetWindow = schemas.WindowRead;
export type BudgetHistory = schemas.HistoryRead;
export type BudgetAlert = schemas.AlertRead;
export type CallLimit = schemas.LimitRead;
export type LimitCreate = schemas.LimitCreate;
export type LimitUpdate = schemas.LimitUpdate;

/** Keys of everything this feature keeps. */
export const budgetKeys = { all: ['budgets'] as const, limits: ['limits'] as const };

/** Every budget that lasts, not those of single missions, with what is spent, held and left. */
export const budgetsQuery = queryOptions({
  queryKey: [...budgetKeys.all, 'list'],
  queryFn: ({ signal }) => budgets.list({ page_size: 200 }, { signal }).all(),
});

/** One budget, whatever it is for. */
export function budgetQuery(id: string) {
  return queryOptions({
    queryKey: [...budgetKeys.all, 'one', id],
    queryFn: ({ signal }) => budgets.read(id, { signal }),
  });
}

/** How the money of a budget's present window was spent, and the windows before it. */
export function historyQuery(id: string) {
  return queryOptions({
    queryKey: [...budgetKeys.all, 'history', id],
    queryFn: ({ signal }) => budgets.readHistory(id, {}, { signal }),
  });
}

/** What budgets have told, newest first; of one budget, or of all. */
export function alertsQuery(budgetId?: string) {
  return infiniteQueryOptions({
    queryKey: [...budgetKeys.all, 'alerts', budgetId ?? 'all'],
    queryFn: ({ signal, pageParam }) =>
      budgets.listAlerts({ budget_id: budgetId, page_size: 10, cursor: pageParam }, { signal }).page(),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
}

/** Every limit on calls, with what is used of it now. */
export const limitsQuery = queryOptions({
  queryKey: [...budgetKeys.limits, 'list'],
  queryFn: ({ signal }) => limits.list({}, { signal }).all(),
});

/** Make a budget. */
export function createBudget(body: BudgetCreate): Promise<Budget> {
  return budgets.create(body);
}

/** Change a budget from the next call on. */
export function editBudget(id: string, body: BudgetUpdate): Promise<Budget> {
  return budgets.edit(id, body);
}

/** Remove a budget; the ledger keeps what was spent. */
export function deleteBudget(id: string): Promise<void> {
  return budgets.delete(id);
}

/** Switch a budget off, or on again. */
export function switchBudget(id: string, action: 'shut-off' | 'reopen'): Promise<Budget> {
  return action === 'reopen' ? budgets.reopen(id) : budgets.shutOff(id);
}

/** Raise the limit for a time. */
export function raiseBudget(id: string, body: schemas.BudgetRaise): Promise<Budget> {
  return budgets.raiseBudget(id, body);
}

/** End a raise before its time. */
export function endRaise(id: string): Promise<Budget> {
  return budgets.endRaise(id);
}

/** Limit what a key, user, team, agent or the organization may call. */
export function createLimit(body: LimitCreate): Promise<CallLimit> {
  return limits.create(body);
}

/** Change a limit from the next call on; null is no limit any more. */
export function editLimit(id: string, body: LimitUpdate): Promise<CallLimit> {
  return limits.edit(id, body);
}

/** Remove a limit. */
export function deleteLimit(id: string): Promise<void> {
  return limits.delete(id);
}
