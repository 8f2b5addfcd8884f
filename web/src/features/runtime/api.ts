import { queryOptions } from '@tanstack/react-query';

import { request } from '@/lib/api/client';
import type { Schema } from '@/lib/api/schemas';
import type { Agent, Tool } from '@/lib/api/tools';
import type { Artifact } from '@/lib/api/types';

export type Statistics = Schema<'StatisticsRead'>;
/** What a call by hand gave; its artifacts come with their previews. */
export type Tried = Omit<Schema<'TriedRead'>, 'artifacts'> & { artifacts: Artifact[] };

/** One tool with its figures. */
export function toolQuery(name: string) {
  return queryOptions({
    queryKey: ['tools', 'one', name],
    queryFn: ({ signal }) => request<Tool>(`tools/${encodeURIComponent(name)}`, { signal }),
  });
}

/** One agent with its figures. */
export function agentQuery(name: string) {
  return queryOptions({
    queryKey: ['agents', 'one', name],
    queryFn: ({ signal }) => request<Agent>(`agents/${encodeURIComponent(name)}`, { signal }),
  });
}

export interface Trial {
  arguments: Record<string, unknown>;
  file_ids: string[];
  /** The reader is the person who approves. */
  confirmed: boolean;
}

/** Run one call of a tool, without an agent. That the tool fails is an answer too. */
export function tryTool(name: string, trial: Trial): Promise<Tried> {
  return request(`tools/${encodeURIComponent(name)}/run`, { method: 'POST', body: trial });
}
