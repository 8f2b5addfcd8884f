// Written by `python -m scripts.reference` from the OpenAPI document. Change the routes instead.
import type { Listing } from '../listing.js';
import type { Options } from '../request.js';
import { Resource } from '../resource.js';
import type * as schemas from '../schemas.js';

/** Analytics. */
export class Analytics extends Resource {
  /** List the unusually dear days of each model, agent, user or the like, with what made them so. */
  listAnomalies(
    query: {
      model?: string | null;
      provider?: string | null;
      agent?: string | null;
      user_id?: string | null;
      api_key_id?: string | null;
      team_id?: string | null;
      by?: 'model' | 'provider' | 'agent' | 'user' | 'api_key' | 'team' | null;
      /** How many of the last days to judge, today among them. */
      days?: number | null;
      /** Smaller differences are left out. */
      min_excess_usd?: number | string | null;
    } = {},
    options?: Options,
  ): Listing<schemas.AnomalyRead> {
    return this.connection.listing('GET', '/api/v1/analytics/anomalies', { ...options, query });
  }

  /** List the missions or conversations that cost the most. */
  listDearestWork(
    query: {
      by?: 'mission' | 'conversation' | null;
      /** 30 days before `until` when left out. */
      since?: string | null;
      /** Now when left out. */
      until?: string | null;
      limit?: number | null;
    } = {},
    options?: Options,
  ): Listing<schemas.WorkRead> {
    return this.connection.listing('GET', '/api/v1/analytics/work', { ...options, query });
  }

  /** Forecast what the present month will come to, with an interval; null when there is not enough to go by. */
  readForecast(
    query: {
      model?: string | null;
      provider?: string | null;
      agent?: string | null;
      user_id?: string | null;
      api_key_id?: string | null;
      team_id?: string | null;
    } = {},
    options?: Options,
  ): Promise<schemas.ForecastRead> {
    return this.connection.send('GET', '/api/v1/analytics/forecast', { ...options, query });
  }

  /** Return spending per hour, day, week or month, told apart by up to two dimensions, and the period before. */
  readSpend(
    query: {
      model?: string | null;
      provider?: string | null;
      agent?: string | null;
      user_id?: string | null;
      api_key_id?: string | null;
      team_id?: string | null;
      /** By whole hours; 30 days before `until` when left out. */
      since?: string | null;
      /** Now when left out. */
      until?: string | null;
      bucket?: 'hour' | 'day' | 'week' | 'month' | null;
      /** Tell these apart. A member of two teams counts twice. */
      by?: ('model' | 'provider' | 'agent' | 'user' | 'api_key' | 'team')[] | null;
      /** How many of the dearest are told apart; the rest is one group. */
      top?: number | null;
    } = {},
    options?: Options,
  ): Promise<schemas.SpendRead> {
    return this.connection.send('GET', '/api/v1/analytics/spend', { ...options, query });
  }
}
