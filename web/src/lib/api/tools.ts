import { Agents, Tools, type schemas } from '@pilothouse/client';
import { queryOptions } from '@tanstack/react-query';

import { connection } from './connection';

const tools = new Tools(connection);
const agents = new Agents(connection);

export type Tool = schemas.ToolRead;
export type Agent = schemas.AgentRead;

/** Every tool, or those nearest in meaning to `q`. More than one feature asks, so the question lives here. */
export function toolSearchQuery(q: string) {
  return queryOptions({
    queryKey: ['tools', 'search', q],
    queryFn: ({ signal }) => tools.list({ q }, { signal }).all(),
    staleTime: 60_000,
  });
}

/** Every tool there is. */
export const toolsQuery = toolSearchQuery('');

/** Every agent, or those nearest in meaning to `q`. */
export function agentSearchQuery(q: string) {
  return queryOptions({
    queryKey: ['agents', 'search', q],
    queryFn: ({ signal }) => agents.list({ q }, { signal }).all(),
    staleTime: 60_000,
  });
}

/** Every agent there is. */
export const agentsQuery = agentSearchQuery('');
