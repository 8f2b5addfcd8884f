import { useEffect } from 'react';

import { keysAreTaken } from '@/lib/keys';

/** Let `j` and `k` walk the links marked `data-row` on this page; Enter then opens, as it does for any link. */
export function useRowKeys(): void {
  useEffect(() => {
    window.addEventListener('keydown', walk);
    return () => window.removeEventListener('keydown', walk);
  }, []);
}

function walk(event: KeyboardEvent): void {
  if ((event.key !== 'j' && event.key !== 'k') || keysAreTaken(event)) return;
  const rows = Array.from(document.querySelectorAll<HTMLElement>('[data-row]'));
  const here = rows.findIndex((row) => row === document.activeElement);
  const next = event.key === 'j' ? Math.min(here + 1, rows.length - 1) : Math.max(here - 1, 0);
  rows[next]?.focus();
  rows[next]?.scrollIntoView({ block: 'nearest' });
}
