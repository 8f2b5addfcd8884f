import { useEffect, type RefObject } from 'react';

import { keysAreTaken } from '@/lib/keys';

/** Let `j` and `k` walk the links marked `data-row` inside a list; Enter then opens, as it does for any link. */
export function useRowKeys(list: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const walk = (event: KeyboardEvent) => {
      if ((event.key !== 'j' && event.key !== 'k') || keysAreTaken(event)) return;
      const rows = Array.from(list.current?.querySelectorAll<HTMLElement>('[data-row]') ?? []);
      const here = rows.findIndex((row) => row === document.activeElement);
      const next = event.key === 'j' ? Math.min(here + 1, rows.length - 1) : Math.max(here - 1, 0);
      rows[next]?.focus();
      rows[next]?.scrollIntoView({ block: 'nearest' });
    };
    window.addEventListener('keydown', walk);
    return () => window.removeEventListener('keydown', walk);
  }, [list]);
}
