import { Users } from '@pilothouse/client';
import { useQuery } from '@tanstack/react-query';

import { connection } from '@/lib/api/connection';
import { meQuery, useMay } from '@/lib/api/me';

const users = new Users(connection);

/** How to call a user: "you", their name where the reader may know it, else "a colleague". */
export function useUserName(id: string): string {
  const me = useQuery(meQuery).data;
  const maySee = useMay('users:read');
  const isOther = me !== undefined && me.id !== id;
  const user = useQuery({
    queryKey: ['users', 'name', id],
    queryFn: ({ signal }) => users.read(id, { signal }),
    enabled: isOther && maySee && id !== '',
    staleTime: 300_000,
  });
  return isOther ? (user.data?.name ?? 'a colleague') : 'you';
}
