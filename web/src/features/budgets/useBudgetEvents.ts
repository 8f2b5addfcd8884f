import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';

import { announce } from '@/lib/announce';
import { useLive } from '@/lib/live/LiveProvider';

import { budgetKeys } from './api';
import { alertText } from './states';

/** Bring what budgets tell into every list of them, and say it aloud. Used once, by the shell. */
export function useBudgetEvents(): void {
  const client = useQueryClient();
  const { subscribe } = useLive();
  useEffect(
    () =>
      subscribe((event) => {
        if (event.type !== 'budget.alert') return;
        announce(`Budget: ${alertText(event.data)}`);
        void client.invalidateQueries({ queryKey: budgetKeys.all });
      }),
    [client, subscribe],
  );
}
