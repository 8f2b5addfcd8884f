import { Security, type Listing, type Options, type schemas } from '@pilothouse/client';
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';

import { connection } from '@/lib/api/connection';
import type { SecurityEvent } from '@/lib/api/security';

const security = new Security(connection);

export type EventFilter = NonNullable<Parameters<Security['listEvents']>[0]>;
export type IncidentFilter = NonNullable<Parameters<Security['listIncidents']>[0]>;

export type Trend = schemas.TrendRead;
export type Incident = schemas.IncidentRead;
export type IncidentStatus = Incident['status'];
export type Policy = schemas.PolicyRead;
export type PolicyWrite = schemas.PolicyWrite;
export type Rule = schemas.RuleBody;
export type EffectiveRule = schemas.EffectiveRule;
export type ScopeKind = Policy['scope_kind'];
export type Exception = schemas.ExceptionRead;
export type Feedback = schemas.FeedbackWrite;
export type Detector = schemas.DetectorRead;
export type Tried = schemas.TriedText;
export type TryText = schemas.TryText;
export type Past = schemas.PastRead;
export type Trust = schemas.TrustRead;
export type TrustHistory = schemas.TrustHistory;

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

interface Place {
  page_size: number;
  cursor: string | null;
}

function pagesOf<Item>(
  key: readonly unknown[],
  filter: object,
  list: (place: Place, options: Options) => Listing<Item>,
) {
  return infiniteQueryOptions({
    queryKey: [...key, 'pages', filter],
    queryFn: ({ signal, pageParam }) => list({ page_size: PAGE_SIZE, cursor: pageParam }, { signal }).page(),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
    staleTime: STALE_MS,
  });
}

/** Events that match, newest first. */
export const eventPagesQuery = (filter: EventFilter) =>
  pagesOf(securityKeys.events, filter, (place, options) => security.listEvents({ ...filter, ...place }, options));

/** The newest events of a filter: what tells that there are new ones. */
export const latestEventsQuery = (filter: EventFilter) =>
  queryOptions({
    queryKey: [...securityKeys.events, 'latest', filter],
    queryFn: ({ signal }) => security.listEvents({ ...filter, page_size: PAGE_SIZE }, { signal }).page(),
  });

/** A few events of an incident; asked anew when it has more. */
export const eventsOfQuery = ({ id, events }: Incident, count: number) =>
  queryOptions({
    queryKey: [...securityKeys.events, 'of', id, events],
    queryFn: ({ signal }) => security.listEvents({ incident_id: id, page_size: count }, { signal }).page(),
  });

/** One event, also when the list has not come that far. */
export const eventQuery = (id: string) =>
  queryOptions({
    queryKey: [...securityKeys.events, 'one', id],
    queryFn: ({ signal }) => security.readEvent(id, { signal }),
  });

/** Events over the last days, counted by hour or day. */
export const trendQuery = (days: number, by: 'hour' | 'day') =>
  queryOptions({
    queryKey: [...securityKeys.events, 'trend', days, by],
    queryFn: ({ signal }) => security.readTrend({ days, by }, { signal }),
    placeholderData: keepPreviousData,
    staleTime: STALE_MS,
  });

/** Incidents, those that saw something last first. */
export const incidentPagesQuery = (filter: IncidentFilter) =>
  pagesOf(securityKeys.incidents, filter, (place, options) => security.listIncidents({ ...filter, ...place }, options));

/** One incident. */
export const incidentQuery = (id: string) =>
  queryOptions({
    queryKey: [...securityKeys.incidents, 'one', id],
    queryFn: ({ signal }) => security.readIncident(id, { signal }),
  });

/** The organization's policy, then those of agents and tools. */
export const policiesQuery = queryOptions({
  queryKey: securityKeys.policies,
  queryFn: ({ signal }) => security.listPolicies({ signal }).all(),
});

/** What was called a false alarm and passes since. */
export const exceptionsQuery = queryOptions({
  queryKey: securityKeys.exceptions,
  queryFn: ({ signal }) => security.listExceptions({ signal }).all(),
});

/** Every detector, and whether it works. */
export const detectorsQuery = queryOptions({
  queryKey: ['security', 'detectors'],
  queryFn: ({ signal }) => security.listDetectors({ signal }),
  staleTime: STALE_MS,
});

export type TrustKind = Trust['kind'];

/** What something was seen of, or the skills that were scanned, least trusted first. */
export const trustQuery = (kind: TrustKind) =>
  queryOptions({
    queryKey: ['security', 'trust', kind],
    queryFn: ({ signal }) => security.listTrust({ kind }, { signal }).all(),
    placeholderData: keepPreviousData,
    staleTime: STALE_MS,
  });

/** How one came to its score, over the last month. */
export const trustHistoryQuery = (kind: TrustKind, name: string) =>
  queryOptions({
    queryKey: ['security', 'trust', kind, name],
    queryFn: ({ signal }) => security.readTrust(kind, name, {}, { signal }),
  });

/** What a policy would have done with what was seen lately. */
export const pastQuery = (kind: ScopeKind, id: string, rules: Rule[], days: number) =>
  queryOptions({
    queryKey: ['security', 'past', kind, id, rules, days],
    queryFn: ({ signal }) => security.tryPast({ scope_kind: kind, scope_id: id, rules, days }, { signal }),
    staleTime: STALE_MS,
  });

/** Say what people make of an event. */
export function giveFeedback(id: string, body: Feedback): Promise<SecurityEvent> {
  return security.giveFeedback(id, body);
}

/** Look again for what passes as a false alarm. */
export function deleteException(id: string): Promise<unknown> {
  return security.deleteException(id);
}

/** Work on an incident. */
export function changeIncident(id: string, body: { status?: IncidentStatus; note?: string }): Promise<Incident> {
  return security.changeIncident(id, body);
}

/** Lay a policy down. */
export function savePolicy(kind: ScopeKind, id: string, body: PolicyWrite): Promise<Policy> {
  return security.putPolicy(kind, id, body);
}

/** Go back to what lies above. */
export function deletePolicy(kind: ScopeKind, id: string): Promise<unknown> {
  return security.deletePolicy(kind, id);
}

/** Ask what would happen to a text. */
export function tryText(body: TryText): Promise<Tried> {
  return security.tryText(body);
}
