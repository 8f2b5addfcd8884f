import { useCallback } from 'react';

import type { StoredFile } from '@/lib/files/uploads';

import type { Message, TurnRequest } from './api';
import type { TurnStore } from './turns';

export interface Outgoing {
  text: string;
  files: StoredFile[];
  /** The message that this one takes the place of. */
  edits?: Message;
}

/** The ways to ask for an answer. Each returns the key of the turn it begins. */
export function useSend(store: TurnStore, conversationId: string | null, agent: string | null) {
  const send = useCallback(
    ({ text, files, edits }: Outgoing) => {
      const request: TurnRequest = {
        message: text,
        files: files.map(({ id }) => id),
        agent: agent ?? undefined,
        conversation_id: conversationId ?? undefined,
        edit_of: edits?.id,
      };
      return store.send(request, { question: { text, files }, replaces: edits?.id ?? null, conversationId });
    },
    [store, conversationId, agent],
  );
  const regenerate = useCallback(
    (answer: Message) => {
      const request: TurnRequest = { regenerate: answer.id, conversation_id: answer.conversation_id };
      return store.send(request, { question: null, replaces: answer.id, conversationId: answer.conversation_id });
    },
    [store],
  );
  return { send, regenerate };
}
