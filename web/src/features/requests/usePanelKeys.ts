import { useEffect } from 'react';

import type { RequestItem } from './api';

/** While a row is open, up and down open its neighbours. */
export function usePanelKeys(
  items: RequestItem[],
  open: string | undefined,
  onOpen: (item: RequestItem) => void,
): void {
  useEffect(() => {
    if (open === undefined) return;
    const press = (event: KeyboardEvent) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      const here = items.findIndex(({ id }) => id === open);
      const next = step === undefined || here < 0 ? undefined : items[here + step];
      if (!next) return;
      event.preventDefault();
      onOpen(next);
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [items, open, onOpen]);
}
