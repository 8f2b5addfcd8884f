import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';

import { useLive } from '@/lib/live/LiveProvider';

import { chatKeys } from './api';

const DELAY_MS = 200; // A burst of events asks for the list once.

/** Keep the list of conversations in step with what agents are at. Used once, by the shell. */
export function useChatEvents(): void {
  const client = useQueryClient();
  const { subscribe } = useLive();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const leave = subscribe((event) => {
      if (event.type !== 'agent_run.state') return;
      timer ??= setTimeout(() => {
        timer = undefined;
        void client.invalidateQueries({ queryKey: chatKeys.conversations });
      }, DELAY_MS);
    });
    return () => {
      leave();
      clearTimeout(timer);
    };
  }, [client, subscribe]);
}
