import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';

import { request, requestPage, type Page } from '@/lib/api/client';
import type { Schema } from '@/lib/api/schemas';

export type Budget = Schema<'BudgetRead'>;
export type BudgetCreate = Schema<'BudgetCreate'>;
export type BudgetUpdate = Schema<'BudgetUpdate'>;
export type BudgetWindow = Schema<'WindowRead'>;
export type BudgetHistory = Schema<'HistoryRead'>;
export type BudgetAlert = Schema<'AlertRead'>;
export type CallLimit = Schema<'LimitRead'>;
export type LimitCreate = Schema<'LimitCreate'>;
export type LimitUpdate = Schema<'LimitUpdate'>;

/** Keys of everything this feature keeps. */
export const budgetKeys = { all: ['budgets'] as const, limits: ['limits'] as const };

/** Every budget that lasts, not those of single missions, with what is spent, held and left. */
export const budgetsQuery = queryOptions({
  queryKey: [...budgetKeys.all, 'list'],
  queryFn: async ({ signal }) => {
    const found: Budget[] = [];
    let cursor: string | null = null;
    do {
      const page: Page<Budget> = await requestPage<Budget>('budgets', { query: { limit: 200, cursor }, signal });
      found.push(...page.items);
      cursor = page.pagination.next_cursor;
    } while (cursor !== null);
    return found;
  },
});

/** One budget, whatever it is for. */
export function budgetQuery(id: string) {
  return queryOptions({
    queryKey: [...budgetKeys.all, 'one', id],
    queryFn: ({ signal }) => request<Budget>(`budgets/${id}`, { signal }),
  });
}

/** How the money of a budget's present window was spent, and the windows before it. */
export function historyQuery(id: string) {
  return queryOptions({
    queryKey: [...budgetKeys.all, 'history', id],
    queryFn: ({ signal }) => request<BudgetHistory>(`budgets/${id}/history`, { signal }),
  });
}

/** What budgets have told, newest first; of one budget, or of all. */
export function alertsQuery(budgetId?: string) {
  return infiniteQueryOptions({
    queryKey: [...budgetKeys.all, 'alerts', budgetId ?? 'all'],
    queryFn: ({ signal, pageParam }) =>
      requestPage<BudgetAlert>('budgets/alerts', {
        query: { budget_id: budgetId, limit: 10, cursor: pageParam },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.pagination.next_cursor,
  });
}

/** Every limit on calls, with what is used of it now. */
export const limitsQuery = queryOptions({
  queryKey: [...budgetKeys.limits, 'list'],
  queryFn: ({ signal }) => request<CallLimit[]>('limits', { signal }),
});

/** Make a budget. */
export function createBudget(body: BudgetCreate): Promise<Budget> {
  return request('budgets', { method: 'POST', body });
}

/** Change a budget from the next call on. */
export function editBudget(id: string, body: BudgetUpdate): Promise<Budget> {
  return request(`budgets/${id}`, { method: 'PATCH', body });
}

/** Remove a budget; the ledger keeps what was spent. */
export function deleteBudget(id: string): Promise<void> {
  return request(`budgets/${id}`, { method: 'DELETE' });
}

/** Switch a budget off, or on again. */
export function switchBudget(id: string, action: 'shut-off' | 'reopen'): Promise<Budget> {
  return request(`budgets/${id}/${action}`, { method: 'POST', body: {} });
}

/** Raise the limit for a time. */
export function raiseBudget(id: string, body: Schema<'BudgetRaise'>): Promise<Budget> {
  return request(`budgets/${id}/raise`, { method: 'PUT', body });
}

/** End a raise before its time. */
export function endRaise(id: string): Promise<Budget> {
  return request(`budgets/${id}/raise`, { method: 'DELETE' });
}

/** Limit what a key, user, team, agent or the organization may call. */
export function createLimit(body: LimitCreate): Promise<CallLimit> {
  return request('limits', { method: 'POST', body });
}

/** Change a limit from the next call on; null is no limit any more. */
export function editLimit(id: string, body: LimitUpdate): Promise<CallLimit> {
  return request(`limits/${id}`, { method: 'PATCH', body });
}

/** Remove a limit. */
export function deleteLimit(id: string): Promise<void> {
  return request(`limits/${id}`, { method: 'DELETE' });
}
