import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';

import type { Me } from '@/lib/api/me';

import { meQuery } from './api';

/** What follows when somebody is in: the page knows who, and goes where they wanted to. */
export function useEntered(next: string): (me: Me) => void {
  const client = useQueryClient();
  const router = useRouter();
  return (me) => {
    client.setQueryData(meQuery.queryKey, me);
    void router.navigate({ href: next });
  };
}
