import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';

import { announce } from '@/lib/announce';
import { approvalKeys } from '@/lib/api/approvals';
import { useLive } from '@/lib/live/LiveProvider';

/** Bring every request and decision into what the page shows, and say it aloud. Used once, by the shell. */
export function useApprovalEvents(): void {
  const client = useQueryClient();
  const { subscribe } = useLive();
  useEffect(
    () =>
      subscribe((event) => {
        if (event.type !== 'approval.requested' && event.type !== 'approval.decided') return;
        if (event.type === 'approval.requested') announce(`Approval needed: ${event.data.tool ?? 'a tool call'}`);
        void client.invalidateQueries({ queryKey: approvalKeys.all });
      }),
    [client, subscribe],
  );
}
