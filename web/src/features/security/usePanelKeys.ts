import { useEffect } from 'react';

/** While a row is open, up and down open its neighbours. */
export function usePanelKeys(rows: { id: string }[], open: string | undefined, onOpen: (id: string) => void): void {
  useEffect(() => {
    if (open === undefined) return;
    const press = (event: KeyboardEvent) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      const here = rows.findIndex(({ id }) => id === open);
      const next = step === undefined || here < 0 || isInField(event) ? undefined : rows[here + step];
      if (!next) return;
      event.preventDefault();
      onOpen(next.id);
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [rows, open, onOpen]);
}

function isInField({ target }: KeyboardEvent): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, select') !== null;
}
