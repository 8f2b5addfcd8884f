import { queryOptions, useQuery } from '@tanstack/react-query';

import { request, requestPage } from '@/lib/api/client';
import { meQuery } from '@/lib/api/me';
import type { Schema } from '@/lib/api/schemas';
import { choicesQuery, type Choice } from '@/lib/api/spend';
import type { Agent, ApiKey } from '@/lib/api/types';

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
    const { items } = await requestPage<Schema<'UserRead'>>('users', { query: { limit: 100 }, signal });
    return items.map(({ id, name }) => ({ value: id, label: name }));
  },
  staleTime: STALE_MS,
});

const teamsQuery = queryOptions({
  queryKey: ['teams', 'choices'],
  queryFn: async ({ signal }) => {
    const teams = await request<Schema<'TeamRead'>[]>('teams', { signal });
    return teams.map(({ id, name }) => ({ value: id, label: name }));
  },
  staleTime: STALE_MS,
});

const keysQuery = queryOptions({
  queryKey: ['api-keys', 'choices'],
  queryFn: async ({ signal }) => {
    const keys = await request<ApiKey[]>('auth/api-keys', { signal });
    return keys.filter((key) => !key.revoked_at).map(({ id, name }) => ({ value: id, label: name }));
  },
  staleTime: STALE_MS,
});

const agentsQuery = queryOptions({
  queryKey: ['agents', 'choices'],
  queryFn: async ({ signal }) => {
    const agents = await request<Agent[]>('agents', { signal });
    return agents.map(({ name }) => ({ value: name, label: name }));
  },
  staleTime: STALE_MS,
});

const modelsQuery = queryOptions({
  queryKey: ['models', 'choices'],
  queryFn: async ({ signal }) => {
    const models = await request<Schema<'ServedModelRead'>[]>('models', { signal });
    return models.map(({ model }) => ({ value: model, label: model }));
  },
  staleTime: STALE_MS,
});

/** What a kind of scope can be: those there are, and those that were seen to spend. */
export type Scopes = Record<ScopeKind, Choice[]>;

/** Read the names of everything that can have a budget. What the reader may not list is known from its spending. */
export function useScopes(): Scopes {
  const me = useQuery(meQuery).data;
  return {
    organization: me ? [{ value: me.organization.id, label: me.organization.name }] : [],
    user: merged(useQuery(usersQuery).data, useQuery(choicesQuery('user')).data),
    team: merged(useQuery(teamsQuery).data, useQuery(choicesQuery('team')).data),
    api_key: merged(useQuery(keysQuery).data, useQuery(choicesQuery('api_key')).data),
    agent: merged(useQuery(agentsQuery).data, useQuery(choicesQuery('agent')).data),
    model: merged(useQuery(modelsQuery).data, useQuery(choicesQuery('model')).data),
    mission: [],
    conversation: [],
  };
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
