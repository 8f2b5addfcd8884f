import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';

import { keysAreTaken } from '@/lib/keys';

import { PAGES } from './pages';

const CHORD_MS = 1200; // How long `g` waits for its second key.

export interface GlobalKeys {
  onSearch: () => void;
  onHelp: () => void;
}

/** The keys that work on every page: Ctrl/Cmd-K, `?`, `n`, and `g` with a page's letter. */
export function useGlobalKeys({ onSearch, onHelp }: GlobalKeys): void {
  const navigate = useNavigate();
  const goAt = useRef(0);
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (isSearch(event)) {
        event.preventDefault();
        return onSearch();
      }
      if (keysAreTaken(event)) return;
      const going = event.timeStamp - goAt.current < CHORD_MS;
      goAt.current = event.key === 'g' ? event.timeStamp : -CHORD_MS;
      const page = going && PAGES.find(({ key }) => key === event.key);
      if (page) void navigate({ to: page.to });
      else if (event.key === '?') onHelp();
      else if (event.key === 'n') void navigate({ to: '/missions/new' });
    };
    goAt.current = -CHORD_MS;
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [navigate, onSearch, onHelp]);
}

function isSearch(event: KeyboardEvent): boolean {
  return event.key.toLowerCase() === 'k' && (event.metaKey || event.ctrlKey) && !event.shiftKey && !event.altKey;
}
