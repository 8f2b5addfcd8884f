import { useEffect, useState } from 'react';

/**
 * The token of the link that opened this page, from behind the "#" and under a name; null when there is none.
 *
 * It is taken out of the address bar, so that nobody reads it there or finds it in the history.
 */
export function useLinkToken(name = 'token'): string | null {
  const [token] = useState(() => new URLSearchParams(window.location.hash.slice(1)).get(name));
  useEffect(() => {
    if (token) window.history.replaceState(window.history.state, '', window.location.pathname + window.location.search);
  }, [token]);
  return token;
}
