import { Agents, Tools, type schemas } from '@pilothouse/client';
import { queryOptions } from '@tanstack/react-query';

import { connection } from '@/lib/api/connection';
import type { Artifact } from '@/lib/api/types';

const agents = new Agents(connection);
const tools = new Tools(connection);

export type Statistics = schemas.StatisticsRead;
/** What a call by hand gave; its artifacts come with their previews. */
export type Tried = Omit<schemas.TriedRead, 'artifacts'> & { artifacts: Artifact[] };

/** One tool with its figures. */
export function toolQuery(name: string) {
  return queryOptions({
    queryKey: ['tools', 'one', name],
    queryFn: ({ signal }) => tools.read(name, {}, { signal }),
  });
}

/** One agent with its figures. */
export function agentQuery(name: string) {
  return queryOptions({
    queryKey: ['agents', 'one', name],
    queryFn: ({ signal }) => agents.read(name, {}, { signal }),
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
  return tools.run(name, trial) as Promise<Tried>;
}
