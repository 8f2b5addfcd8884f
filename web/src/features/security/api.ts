import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';

import type { Query } from '@/lib/api/base';
import { request, requestPage } from '@/lib/api/client';
import type { Schema } from '@/lib/api/schemas';
import type { SecurityEvent } from '@/lib/api/security';

export type Trend = Schema<'TrendRead'>;
export type Incident = Schema<'IncidentRead'>;
export type IncidentStatus = Incident['status'];
export type Policy = Schema<'PolicyRead'>;
export type PolicyWrite = Schema<'PolicyWrite'>;
export type Rule = Schema<'RuleBody'>;
export type EffectiveRule = Schema<'EffectiveRule'>;
export type ScopeKind = Policy['scope_kind'];
export type Exception = Schema<'ExceptionRead'>;
export type Feedback = Schema<'FeedbackWrite'>;
export type Detector = Schema<'DetectorRead'>;
export type Tried = Schema<'TriedText'>;
export type TryText = Schema<'TryText'>;
export type Past = Schema<'PastRead'>;
export type Trust = Schema<'TrustRead'>;
export type TrustHistory = Schema<'TrustHistory'>;

const PAGE_SIZE = 100;
const STALE_MS = 10_000;

/** Keys of what is remembered here; all of it begins with "security". */
export const securityKeys = {
  all: ['security'],
  events: ['security', 'events'],
  incidents: ['security', 'incidents'],
  policies: ['security', 'policies'],
  exceptions: ['security', 'exceptions'],
} as const;

function pagesOf<Item>(key: readonly unknown[], path: string, filter: Query) {
  return infiniteQueryOptions({
    queryKey: [...key, 'pages', filter],
    queryFn: ({ signal, pageParam }) =>
      requestPage<Item>(path, { query: { ...filter, limit: PAGE_SIZE, cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.pagination.next_cursor,
    placeholderData: keepPreviousData,
    staleTime: STALE_MS,
  });
}

/** Events that match, newest first. */
export const eventPagesQuery = (filter: Query) =>
  pagesOf<SecurityEvent>(securityKeys.events, 'security/events', filter);

/** The newest events of a filter: what tells that there are new ones. */
export const latestEventsQuery = (filter: Query) =>
  queryOptions({
    queryKey: [...securityKeys.events, 'latest', filter],
    queryFn: ({ signal }) =>
      requestPage<SecurityEvent>('security/events', { query: { ...filter, limit: PAGE_SIZE }, signal }),
  });

/** One event, also when the list has not come that far. */
export const eventQuery = (id: string) =>
  queryOptions({
    queryKey: [...securityKeys.events, 'one', id],
    queryFn: ({ signal }) => request<SecurityEvent>(`security/events/${id}`, { signal }),
  });

/** Events over the last days, counted by hour or day. */
export const trendQuery = (days: number, by: 'hour' | 'day') =>
  queryOptions({
    queryKey: [...securityKeys.events, 'trend', days, by],
    queryFn: ({ signal }) => request<Trend>('security/trend', { query: { days, by }, signal }),
    placeholderData: keepPreviousData,
    staleTime: STALE_MS,
  });

/** Incidents, those that saw something last first. */
export const incidentPagesQuery = (filter: Query) =>
  pagesOf<Incident>(securityKeys.incidents, 'security/incidents', filter);

/** One incident. */
export const incidentQuery = (id: string) =>
  queryOptions({
    queryKey: [...securityKeys.incidents, 'one', id],
    queryFn: ({ signal }) => request<Incident>(`security/incidents/${id}`, { signal }),
  });

/** The organization's policy, then those of agents and tools. */
export const policiesQuery = queryOptions({
  queryKey: securityKeys.policies,
  queryFn: ({ signal }) => request<Policy[]>('security/policies', { signal }),
});

/** What was called a false alarm and passes since. */
export const exceptionsQuery = queryOptions({
  queryKey: securityKeys.exceptions,
  queryFn: ({ signal }) => request<Exception[]>('security/exceptions', { signal }),
});

/** Every detector, and whether it works. */
export const detectorsQuery = queryOptions({
  queryKey: ['security', 'detectors'],
  queryFn: ({ signal }) => request<Schema<'DetectorsRead'>>('security/detectors', { signal }),
  staleTime: STALE_MS,
});

/** Tools or agents that something was seen of, least trusted first. */
export const trustQuery = (kind: 'tool' | 'agent') =>
  queryOptions({
    queryKey: ['security', 'trust', kind],
    queryFn: ({ signal }) => request<Trust[]>('security/trust', { query: { kind }, signal }),
    placeholderData: keepPreviousData,
    staleTime: STALE_MS,
  });

/** How one came to its score, over the last month. */
export const trustHistoryQuery = (kind: 'tool' | 'agent', name: string) =>
  queryOptions({
    queryKey: ['security', 'trust', kind, name],
    queryFn: ({ signal }) => request<TrustHistory>(`security/trust/${kind}/${encodeURIComponent(name)}`, { signal }),
  });

/** What a policy would have done with what was seen lately. */
export const pastQuery = (kind: ScopeKind, id: string, rules: Rule[], days: number) =>
  queryOptions({
    queryKey: ['security', 'past', kind, id, rules, days],
    queryFn: ({ signal }) => {
      const body = { scope_kind: kind, scope_id: id, rules, days };
      return request<Past>('security/try/past', { method: 'POST', body, signal });
    },
    staleTime: STALE_MS,
  });

/** Say what people make of an event. */
export function giveFeedback(id: string, body: Feedback): Promise<SecurityEvent> {
  return request(`security/events/${id}/feedback`, { method: 'PUT', body });
}

/** Look again for what passes as a false alarm. */
export function deleteException(id: string): Promise<unknown> {
  return request(`security/exceptions/${id}`, { method: 'DELETE' });
}

/** Work on an incident. */
export function changeIncident(id: string, body: { status?: IncidentStatus; note?: string }): Promise<Incident> {
  return request(`security/incidents/${id}`, { method: 'PATCH', body });
}

/** Lay a policy down. */
export function savePolicy(kind: ScopeKind, id: string, body: PolicyWrite): Promise<Policy> {
  return request(`security/policies/${kind}/${encodeURIComponent(id)}`, { method: 'PUT', body });
}

/** Go back to what lies above. */
export function deletePolicy(kind: ScopeKind, id: string): Promise<unknown> {
  return request(`security/policies/${kind}/${encodeURIComponent(id)}`, { method: 'DELETE' });
}

/** Ask what would happen to a text. */
export function tryText(body: TryText): Promise<Tried> {
  return request('security/try', { method: 'POST', body });
}
