import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';

import { onSignedOut } from '@/lib/api/connection';

import { isOver, type Phase } from './answer';
import { chatKeys, messagesQuery } from './api';
import { TurnStore, type LiveTurn } from './turns';

const stores = new WeakMap<QueryClient, TurnStore>();

/** The page's one store of turns: an answer goes on arriving while the reader looks at other pages. */
export function useTurnStore(): TurnStore {
  const client = useQueryClient();
  return stores.get(client) ?? openStore(client);
}

/** Every turn that this page follows. */
export function useTurns(store: TurnStore): LiveTurn[] {
  return useSyncExternalStore(store.subscribe, store.turns);
}

function openStore(client: QueryClient): TurnStore {
  const store: TurnStore = new TurnStore({
    onBegun: () => {
      void client.invalidateQueries({ queryKey: chatKeys.conversations });
      void client.invalidateQueries({ queryKey: chatKeys.limits });
    },
    onEnd: (turn) => void settle(client, store, turn),
  });
  stores.set(client, store);
  onSignedOut(() => store.clear());
  return store;
}

/** Read what is stored now; the followed turn leaves once the stored answer stands in its place. */
async function settle(client: QueryClient, store: TurnStore, turn: LiveTurn): Promise<void> {
  const { conversationId } = turn;
  if (conversationId === null) return;
  await Promise.all([
    client.invalidateQueries({ queryKey: chatKeys.messages(conversationId), refetchType: 'all' }),
    client.invalidateQueries({ queryKey: chatKeys.conversation(conversationId) }),
    client.invalidateQueries({ queryKey: chatKeys.conversations }),
    client.invalidateQueries({ queryKey: chatKeys.usage }),
    client.invalidateQueries({ queryKey: chatKeys.facts }),
  ]);
  const latest = store.turns().find(({ key }) => key === turn.key);
  if (!latest || !isOver(latest.phase)) return;
  const stored = client.getQueryData(messagesQuery(conversationId).queryKey);
  const answer = stored?.pages.flatMap(({ items }) => items).find(({ id }) => id === turn.answerId);
  if (answer && isOver(answer.state as Phase)) store.drop(turn.key);
}
