import { Auth, type schemas } from '@pilothouse/client';
import { queryOptions, useQuery } from '@tanstack/react-query';

import { connection } from './connection';

const auth = new Auth(connection);

export type Me = schemas.Me;

/** Who is signed in. More than one feature asks, so the question has one key and lives here. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => auth.readMe({ signal }),
  staleTime: 300_000,
});

/** Whether the reader holds a permission; false until that is known. The server decides again on every request. */
export function useMay(permission: string): boolean {
  const held = useQuery(meQuery).data?.permissions ?? [];
  return held.includes(permission) || held.includes('admin');
}
