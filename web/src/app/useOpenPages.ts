import { useQuery } from '@tanstack/react-query';

import { meQuery } from '@/lib/api/me';

import { PAGES } from './pages';

/** The pages whose content the reader may see; before that is known, those that everybody may. */
export function useOpenPages(): (typeof PAGES)[number][] {
  const held = useQuery(meQuery).data?.permissions ?? [];
  return PAGES.filter((page) => !('needs' in page) || ['admin', page.needs].flat().some((one) => held.includes(one)));
}
