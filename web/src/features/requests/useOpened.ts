import { useQuery } from '@tanstack/react-query';

import { rowsOfRequestQuery, type RequestItem } from './api';
import type { RequestsSearch } from './routes';

/** The row that the address opens: from the list, or read by its request when the list has not come that far. */
export function useOpened(items: RequestItem[], { open, of }: RequestsSearch): RequestItem | undefined {
  const listed = items.find(({ id }) => id === open);
  const isAway = open !== undefined && of !== undefined && !listed;
  const rows = useQuery({ ...rowsOfRequestQuery(of ?? ''), enabled: isAway });
  return listed ?? (isAway ? rows.data?.items.find(({ id }) => id === open) : undefined);
}
