import { useEffect } from 'react';

import type { Approval } from '@/lib/api/approvals';
import { keysAreTaken } from '@/lib/keys';

const SHORTCUTS = ['a', 'e', 'r'];

/** `j` and `k` (or the arrows) open the neighbours; `a` approves, `e` edits, `r` refuses what is open; Esc closes it. */
export function useInboxKeys(
  items: Approval[],
  open: string | undefined,
  onOpen: (id: string | undefined) => void,
): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (keysAreTaken(event)) return;
      const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
      if (step !== undefined) walk(event, step);
      else if (event.key === 'Escape' && open !== undefined) onOpen(undefined);
      else if (SHORTCUTS.includes(event.key)) pressButton(event);
    };
    const pressButton = (event: KeyboardEvent) => {
      const button = document.querySelector<HTMLButtonElement>(`[data-shortcut="${event.key}"]`);
      if (!button || button.disabled) return;
      event.preventDefault();
      button.click();
    };
    const walk = (event: KeyboardEvent, step: number) => {
      const here = items.findIndex(({ id }) => id === open);
      const next = items[Math.min(items.length - 1, Math.max(0, here + step))];
      if (!next) return;
      event.preventDefault();
      onOpen(next.id);
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [items, open, onOpen]);
}
