import { Unavailable } from '@pilothouse/client';
import { queryOptions } from '@tanstack/react-query';

import { BASE_PATH } from '@/lib/api/base';

import { operationsOf, type OpenApiDocument, type Operation } from './document';

/** What the server says of its own API; it changes only with the server. */
export const operationsQuery = queryOptions({
  queryKey: ['api-docs'],
  queryFn: ({ signal }) => fetchOperations(signal),
  staleTime: Infinity,
});

async function fetchOperations(signal: AbortSignal): Promise<Operation[]> {
  const response = await fetch(`${BASE_PATH}openapi.json`, { signal });
  if (!response.ok) throw new Unavailable(response);
  return operationsOf((await response.json()) as OpenApiDocument);
}
