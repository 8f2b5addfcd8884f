import { queryOptions } from '@tanstack/react-query';

import { request } from './client';
import type { Tool } from './types';

/** Every tool a mission may use. More than one feature asks, so the question has one key and lives here. */
export const toolsQuery = queryOptions({
  queryKey: ['tools'],
  queryFn: ({ signal }) => request<Tool[]>('tools', { signal }),
  staleTime: 60_000,
});
