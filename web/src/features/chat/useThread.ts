import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';

import { meQuery } from '@/lib/api/me';
import { useLive } from '@/lib/live/LiveProvider';

import { isOver, type Phase } from './answer';
import { chatKeys, messagesQuery } from './api';
import { threadOf, unfollowed } from './thread';
import type { LiveTurn, TurnStore } from './turns';
import { useTurns } from './useTurns';

/**
 * The messages of a conversation with what arrives right now.
 *
 * Args:
 *   id: of the conversation; null before its first message is taken.
 *   sentKey: the turn that begins it.
 */
export function useThread(store: TurnStore, id: string | null, sentKey: string | null) {
  const all = useTurns(store);
  const turns = useMemo(
    () => all.filter(({ conversationId, key }) => (id === null ? key === sentKey : conversationId === id)),
    [all, id, sentKey],
  );
  const pages = useInfiniteQuery({ ...messagesQuery(id ?? ''), enabled: id !== null });
  const messages = useMemo(() => (pages.data?.pages ?? []).flatMap(({ items }) => items).toReversed(), [pages.data]);
  const entries = useMemo(() => threadOf(messages, turns), [messages, turns]);

  useEffect(() => {
    for (const { turn_id: turnId, conversation_id, parent_id, id: answerId, state } of unfollowed(messages, turns)) {
      if (turnId === null) continue;
      store.attach(turnId, { conversationId: conversation_id, questionId: parent_id, answerId }, state as Phase);
    }
  }, [store, messages, turns]);
  useRunEvents(store, id, turns);

  const active = turns.find(({ phase }) => !isOver(phase)) ?? null;
  return { pages, messages, turns, entries, active };
}

/** Take up what happens elsewhere: a decision in the inbox, another tab that writes to this conversation. */
function useRunEvents(store: TurnStore, id: string | null, turns: LiveTurn[]): void {
  const client = useQueryClient();
  const { subscribe } = useLive();
  useEffect(
    () =>
      subscribe((event) => {
        if (id === null) return;
        if (event.type === 'approval.decided') {
          const asking = turns.find(({ turnId, phase }) => turnId === event.data.run_id && phase === 'waiting');
          if (asking?.turnId) store.attach(asking.turnId, asking, 'running');
          return;
        }
        if (event.type !== 'agent_run.state') return;
        if (event.data.user_id !== client.getQueryData(meQuery.queryKey)?.id) return;
        const turn = turns.find(({ turnId }) => turnId === event.data.run_id);
        const goesOn = ['queued', 'running'].includes(event.data.state);
        if (!turn) void client.invalidateQueries({ queryKey: chatKeys.messages(id) });
        else if (turn.phase === 'waiting' && goesOn && turn.turnId) store.attach(turn.turnId, turn, 'running');
      }),
    [client, subscribe, store, id, turns],
  );
}
