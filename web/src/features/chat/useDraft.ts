import { useCallback, useState } from 'react';

import { forget, recall, remember } from '@/lib/storage';

/** What is written but not sent, kept in this browser for each conversation. */
export function useDraft(conversationId: string | null): [text: string, write: (text: string) => void] {
  const key = `draft.${conversationId ?? 'new'}`;
  const [text, setText] = useState(() => recall(key) ?? '');
  const write = useCallback(
    (next: string) => {
      setText(next);
      if (next === '') forget(key);
      else remember(key, next);
    },
    [key],
  );
  return [text, write];
}

/** What is being written when a new conversation gets its id goes along to it. */
export function takeDraftAlong(conversationId: string): void {
  const left = recall('draft.new');
  if (left === null) return;
  remember(`draft.${conversationId}`, left);
  forget('draft.new');
}
