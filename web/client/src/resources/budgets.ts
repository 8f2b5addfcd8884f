// Written by `python -m scripts.reference` from the OpenAPI document. Change the routes instead.
import type { Listing } from '../listing.js';
import { path, type Options } from '../request.js';
import { Resource } from '../resource.js';
import type * as schemas from '../schemas.js';

/** Budgets. */
export class Budgets extends Resource {
  /** Make a budget. It counts what its scope has spent since the start of the present period. */
  create(body: schemas.BudgetCreate, options?: Options): Promise<schemas.BudgetRead> {
    return this.connection.send('POST', '/api/v1/budgets', { ...options, body });
  }

  /** Remove a budget. The ledger keeps what was spent. */
  delete(budgetId: string, options?: Options): Promise<void> {
    return this.connection.send('DELETE', path`/api/v1/budgets/${budgetId}`, options);
  }

  /** Change a budget from the next call on. */
  edit(budgetId: string, body: schemas.BudgetUpdate = {}, options?: Options): Promise<schemas.BudgetRead> {
    return this.connection.send('PATCH', path`/api/v1/budgets/${budgetId}`, { ...options, body });
  }

  /** End a raise before its time. */
  endRaise(budgetId: string, options?: Options): Promise<schemas.BudgetRead> {
    return this.connection.send('DELETE', path`/api/v1/budgets/${budgetId}/raise`, options);
  }

  /**
   * List budgets with what is spent, held and left, oldest first.
   *
   * Those of missions and conversations, of which there is one for each, only when `scope_kind` asks for them.
   */
  list(
    query: {
      scope_kind?: 'organization' | 'team' | 'user' | 'api_key' | 'agent' | 'model' | 'mission' | 'conversation' | null;
      scope_id?: string | null;
      /** How many to fetch at a time. */
      page_size?: number | null;
      /** `meta.pagination.next_cursor` of the page before. */
      cursor?: string | null;
    } = {},
    options?: Options,
  ): Listing<schemas.BudgetRead> {
    return this.connection.listing('GET', '/api/v1/budgets', { ...options, query });
  }

  /** List what budgets have told: thresholds crossed, calls refused, budgets switched off. Newest first. */
  listAlerts(
    query: {
      /** How many to fetch at a time. */
      page_size?: number | null;
      /** `meta.pagination.next_cursor` of the page before. */
      cursor?: string | null;
      budget_id?: string | null;
    } = {},
    options?: Options,
  ): Listing<schemas.AlertRead> {
    return this.connection.listing('GET', '/api/v1/budgets/alerts', { ...options, query });
  }

  /** Raise the limit for a time. The raise holds at once, ends by itself, and takes an earlier one's place. */
  raiseBudget(budgetId: string, body: schemas.BudgetRaise, options?: Options): Promise<schemas.BudgetRead> {
    return this.connection.send('PUT', path`/api/v1/budgets/${budgetId}/raise`, { ...options, body });
  }

  /** Return one budget. */
  read(budgetId: string, options?: Options): Promise<schemas.BudgetRead> {
    return this.connection.send('GET', path`/api/v1/budgets/${budgetId}`, options);
  }

  /** Return how a window's money was spent and where that leads to: the latest one, or the one that starts then. */
  readHistory(
    budgetId: string,
    query: {
      starts_at?: string | null;
    } = {},
    options?: Options,
  ): Promise<schemas.HistoryRead> {
    return this.connection.send('GET', path`/api/v1/budgets/${budgetId}/history`, { ...options, query });
  }

  /** Switch a budget on again. Its limit holds as before. */
  reopen(budgetId: string, options?: Options): Promise<schemas.BudgetRead> {
    return this.connection.send('POST', path`/api/v1/budgets/${budgetId}/reopen`, options);
  }

  /** Switch a budget off: its scope makes no call that costs something until it is switched on again. */
  shutOff(budgetId: string, options?: Options): Promise<schemas.BudgetRead> {
    return this.connection.send('POST', path`/api/v1/budgets/${budgetId}/shut-off`, options);
  }
}
