import { Keys } from '@pilothouse/client';
import { useQuery } from '@tanstack/react-query';

import { connection } from '@/lib/api/connection';
import { useMay } from '@/lib/api/me';

const keys = new Keys(connection);

/** How to call an API key: its name where the reader may know it, else the beginning of its id. */
export function useKeyName(): (id: string) => string {
  const maySee = useMay('users:read');
  const read = useQuery({
    queryKey: ['keys', 'names'],
    queryFn: async ({ signal }) => {
      const all = await keys.listEveryApi({}, { signal }).all();
      return new Map(all.map(({ id, name }) => [id, name]));
    },
    enabled: maySee,
    staleTime: 60_000,
  });
  return (id) => read.data?.get(id) ?? `Key ${id.slice(0, 8)}`;
}
