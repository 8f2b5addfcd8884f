import { queryOptions } from '@tanstack/react-query';

import { request } from '@/lib/api/client';
import type { Agent } from '@/lib/api/types';

/** Every agent that can be given work. */
export const agentsQuery = queryOptions({
  queryKey: ['agents'],
  queryFn: ({ signal }) => request<Agent[]>('agents', { signal }),
  staleTime: 60_000,
});
