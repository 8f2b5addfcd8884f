import { queryOptions } from '@tanstack/react-query';

import { request } from './client';
import type { Schema } from './schemas';

export type Tool = Schema<'ToolRead'>;
export type Agent = Schema<'AgentRead'>;

/** Every tool, or those nearest in meaning to `q`. More than one feature asks, so the question lives here. */
export function toolSearchQuery(q: string) {
  return queryOptions({
    queryKey: ['tools', 'search', q],
    queryFn: ({ signal }) => request<Tool[]>('tools', { query: { q }, signal }),
    staleTime: 60_000,
  });
}

/** Every tool there is. */
export const toolsQuery = toolSearchQuery('');

/** Every agent, or those nearest in meaning to `q`. */
export function agentSearchQuery(q: string) {
  return queryOptions({
    queryKey: ['agents', 'search', q],
    queryFn: ({ signal }) => request<Agent[]>('agents', { query: { q }, signal }),
    staleTime: 60_000,
  });
}

/** Every agent there is. */
export const agentsQuery = agentSearchQuery('');
