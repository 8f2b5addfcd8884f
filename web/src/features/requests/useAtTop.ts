import { useSyncExternalStore } from 'react';

const NEAR_PX = 80;

/** Whether the reader stands at the top of the page, where new rows may come in without moving what is read. */
export function useAtTop(): boolean {
  return useSyncExternalStore(listen, () => window.scrollY < NEAR_PX);
}

function listen(onChange: () => void): () => void {
  window.addEventListener('scroll', onChange, { passive: true });
  return () => window.removeEventListener('scroll', onChange);
}
