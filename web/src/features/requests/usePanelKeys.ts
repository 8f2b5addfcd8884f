import { useEffect } from 'react';

/** While a row is open, up and down open its neighbours. */
export function usePanelKeys(items: { id: string }[], open: string | undefined, onOpen: (id: string) => void): void {
  useEffect(() => {
    if (open === undefined) return;
    const press = (event: KeyboardEvent) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      const here = items.findIndex(({ id }) => id === open);
      const next = step === undefined || here < 0 ? undefined : items[here + step];
      if (!next) return;
      event.preventDefault();
      onOpen(next.id);
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [items, open, onOpen]);
}
