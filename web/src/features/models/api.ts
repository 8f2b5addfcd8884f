import { queryOptions } from '@tanstack/react-query';

import { request } from '@/lib/api/client';
import type { ModelsStatus } from '@/lib/api/types';

/** Whether a language model is connected, and how to connect one. */
export const modelsStatusQuery = queryOptions({
  queryKey: ['models', 'status'],
  queryFn: ({ signal }) => request<ModelsStatus>('models/status', { signal }),
  staleTime: 60_000,
});
