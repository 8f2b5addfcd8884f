import { ApiError, Auth } from '@pilothouse/client';
import { useQueryClient } from '@tanstack/react-query';
import { createContext, useContext, useEffect, useState, type ReactNode } from 'react';

import { connection } from '../api/connection';
import type { LiveEvent } from '../api/types';
import { LiveConnection, type LiveStatus } from './connection';

const auth = new Auth(connection);

type Listener = (event: LiveEvent) => void;

interface Live {
  status: LiveStatus;
  /** Since when the status holds, milliseconds since the epoch. */
  since: number;
  subscribe: (listener: Listener) => () => void;
}

const listeners = new Set<Listener>();

function subscribe(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const LiveContext = createContext<Live>({ status: 'connecting', since: 0, subscribe });

/** Keep the page's one live connection and hand its events to whoever subscribes. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const [live, setLive] = useState<Omit<Live, 'subscribe'>>(() => ({ status: 'connecting', since: Date.now() }));

  useEffect(() => {
    const live = new LiveConnection({
      address: (cursor) => connection.address('/api/v1/live', { cursor }).replace(/^http/, 'ws'),
      probe,
      onStatus: (status) => setLive((now) => (now.status === status ? now : { status, since: Date.now() })),
      onMessage: (message) => {
        if (message.type === 'resync') void client.invalidateQueries();
        else for (const listener of listeners) listener(message.event);
      },
    });
    return live.start();
  }, [client]);

  return <LiveContext value={{ ...live, subscribe }}>{children}</LiveContext>;
}

/** The state of the live connection. */
export function useLive(): Live {
  return useContext(LiveContext);
}

/** How often a list should ask again by itself: never while events arrive, every 5 s while they do not. */
export function usePolling(): number | false {
  return useLive().status === 'live' ? false : 5000;
}

async function probe(): Promise<boolean> {
  try {
    await auth.readMe();
    return true;
  } catch (error) {
    // A refusal still proves that the server is there; the client has then sent the reader to sign in.
    return error instanceof ApiError && error.status < 500;
  }
}
