import { Auth, Models, Teams, Users } from '@pilothouse/client';
import { queryOptions, useQuery } from '@tanstack/react-query';

import { connection } from '@/lib/api/connection';
import { meQuery } from '@/lib/api/me';
import { choicesQuery, type Choice } from '@/lib/api/spend';
import { agentsQuery, type Agent } from '@/lib/api/tools';

import type { BudgetCreate, LimitCreate } from './api';

export type ScopeKind = BudgetCreate['scope_kind'];
export type LimitedKind = LimitCreate['scope_kind'];

/** What can have a budget, in words. */
export const SCOPE_KINDS: Record<ScopeKind, string> = {
  organization: 'Organization',
  team: 'Team',
  user: 'User',
  api_key: 'API key',
  agent: 'Agent',
  model: 'Model',
  mission: 'Mission',
  conversation: 'Conversation',
};

/** What can have a limit on its calls. */
export const LIMITED_KINDS: LimitedKind[] = ['api_key', 'user', 'team', 'agent', 'organization'];

const STALE_MS = 60_000;

const usersQuery = queryOptions({
  queryKey: ['users', 'choices'],
  queryFn: async ({ signal }) => {
    const { items } = await new Users(connection).list({ page_size: 100 }, { signal }).page();
    return items.map(({ id, name }) => ({ value: id, label: name }));
  },
  staleTime: STALE_MS,
});

const teamsQuery = queryOptions({
  queryKey: ['teams', 'choices'],
  queryFn: async ({ signal }) => {
    const teams = await new Teams(connection).list({}, { signal }).all();
    return teams.map(({ id, name }) => ({ value: id, label: name }));
  },
  staleTime: STALE_MS,
});

const keysQuery = queryOptions({
  queryKey: ['api-keys', 'choices'],
  queryFn: async ({ signal }) => {
    const keys = await new Auth(connection).listApiKeys({}, { signal }).all();
    return keys.filter((key) => !key.revoked_at).map(({ id, name }) => ({ value: id, label: name }));
  },
  staleTime: STALE_MS,
});

const modelsQuery = queryOptions({
  queryKey: ['models', 'choices'],
  queryFn: async ({ signal }) => {
    const models = await new Models(connection).list({ signal }).all();
    return models.map(({ model }) => ({ value: model, label: model }));
  },
  staleTime: STALE_MS,
});

/** What a kind of scope can be: those there are, and those that were seen to spend. */
export type Scopes = Record<ScopeKind, Choice[]> & {
  /** Kinds that are still being listed. */
  pending: ScopeKind[];
};

/** Read the names of everything that can have a budget. What the reader may not list is known from its spending. */
export function useScopes(): Scopes {
  const me = useQuery(meQuery).data;
  const listed = {
    user: [useQuery(usersQuery), useQuery(choicesQuery('user'))],
    team: [useQuery(teamsQuery), useQuery(choicesQuery('team'))],
    api_key: [useQuery(keysQuery), useQuery(choicesQuery('api_key'))],
    agent: [useQuery({ ...agentsQuery, select: asChoices }), useQuery(choicesQuery('agent'))],
    model: [useQuery(modelsQuery), useQuery(choicesQuery('model'))],
  } as const;
  const kinds = Object.keys(listed) as (keyof typeof listed)[];
  const choices = kinds.map((kind) => [kind, merged(listed[kind][0].data, listed[kind][1].data)] as const);
  return {
    ...(Object.fromEntries(choices) as Record<keyof typeof listed, Choice[]>),
    organization: me ? [{ value: me.organization.id, label: me.organization.name }] : [],
    mission: [],
    conversation: [],
    pending: kinds.filter((kind) => listed[kind].some(({ isPending }) => isPending)),
  };
}

function asChoices(agents: Agent[]): Choice[] {
  return agents.map(({ name }) => ({ value: name, label: name }));
}

/** Name a scope as people do; a scope that nobody can name is called by the end of its id. */
export function nameOfScope(scopes: Scopes, kind: string, id: string): string {
  const known = scopes[kind as ScopeKind] as Choice[] | undefined;
  const found = known?.find(({ value }) => value === id);
  if (found) return found.label;
  return kind === 'agent' || kind === 'model' ? id : `${SCOPE_KINDS[kind as ScopeKind]} …${id.slice(-6)}`;
}

function merged(first: Choice[] = [], second: Choice[] = []): Choice[] {
  const known = new Set(first.map(({ value }) => value));
  return [...first, ...second.filter(({ value }) => !known.has(value))];
}
