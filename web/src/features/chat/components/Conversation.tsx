import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';

import type { StoredFile } from '@/lib/files/uploads';
import { ErrorState } from '@/ui/states/ErrorState';
import { Loading } from '@/ui/states/Loading';
import { useTitle } from '@/ui/Page';
import { toastError } from '@/ui/toast';

import { chatKeys, continueTurn, conversationQuery, stopTurn, type Message } from '../api';
import { ChatContext, type Chat } from '../chat';
import { takeDraftAlong } from '../useDraft';
import { useBeside } from '../useBeside';
import { useLatestArtifact } from '../useLatestArtifact';
import { useSend } from '../useSend';
import { useThread } from '../useThread';
import { useTurnStore } from '../useTurns';
import { useConversationActions } from '../useConversationActions';
import { ArtifactPanel } from './ArtifactPanel';
import { Beside } from './Beside';
import { Composer } from './Composer';
import classes from './Conversation.module.css';
import { MemoryPanel } from './MemoryPanel';
import { Thread } from './Thread';
import { ThreadHeader } from './ThreadHeader';
import { Welcome } from './Welcome';

const DEFAULT_AGENT = 'buddy';
const route = getRouteApi('/shell/chat');

export interface ConversationProps {
  /** Null: a new one, until its first message is taken. */
  id: string | null;
  /** Open the list of conversations where it does not stand beside the thread. */
  onList: () => void;
}

/** One conversation: its thread, the composer, and what opens beside them. */
export function Conversation({ id, onList }: ConversationProps) {
  const { agent: wanted, artifact, panel } = route.useSearch();
  const navigate = route.useNavigate();
  const [sentKey, setSentKey] = useState<string | null>(null);
  const [suggestion, setSuggestion] = useState<{ text: string } | null>(null);
  const store = useTurnStore();
  const conversation = useQuery({ ...conversationQuery(id ?? ''), enabled: id !== null });
  const { pages, messages, entries, turns, active } = useThread(store, id, sentKey);
  const { change } = useConversationActions();
  const { show } = useBeside();
  const agent = conversation.data?.agent ?? wanted ?? DEFAULT_AGENT;
  const chat = useActions(id, agent, setSentKey);
  useTitle(conversation.data?.title ?? 'Chat');

  const begun = id === null ? turns[0]?.conversationId : null;
  useEffect(() => {
    if (!begun) return;
    takeDraftAlong(begun);
    void navigate({ to: '/chat/$conversationId', params: { conversationId: begun }, search: {}, replace: true });
  }, [begun, navigate]);
  useLatestArtifact(turns, (made) => show({ artifact: made }));
  const close = useCallback(() => show({}), [show]);

  const costUsd = useMemo(() => messages.reduce((sum, message) => sum + Number(message.cost_usd), 0), [messages]);
  const chooseAgent = (name: string) => {
    if (id !== null) change.mutate({ id, body: { agent: name } });
    else void navigate({ to: '/chat', search: { agent: name }, replace: true });
  };
  return (
    <ChatContext value={chat}>
      <div className={classes.conversation}>
        <div className={classes.column}>
          <ThreadHeader
            conversation={conversation.data ?? null}
            agent={agent}
            costUsd={costUsd}
            isPartial={pages.hasNextPage}
            onAgent={chooseAgent}
            onList={onList}
            onMemory={() => show({ panel: panel ? undefined : 'memory' })}
            isMemoryOpen={panel === 'memory'}
          />
          <Thread
            entries={entries}
            hasMore={pages.hasNextPage}
            isLoadingMore={pages.isFetchingNextPage}
            onMore={() => void pages.fetchNextPage()}
            empty={<Empty id={id} pages={pages} agent={agent} onChoose={(text) => setSuggestion({ text })} />}
            footer={
              <Composer
                key={id ?? 'new'}
                conversationId={id}
                agent={nameOf(agent)}
                activeTurnId={active?.turnId ?? null}
                suggestion={suggestion}
                onSend={chat.send}
                onStop={chat.stop}
              />
            }
          />
        </div>
        {artifact && (
          <Beside title="Artifact" onClose={close}>
            <ArtifactPanel id={artifact} />
          </Beside>
        )}
        {panel === 'memory' && (
          <Beside title="Memory" onClose={close}>
            <MemoryPanel conversation={conversation.data} />
          </Beside>
        )}
      </div>
    </ChatContext>
  );
}

interface EmptyProps {
  id: string | null;
  pages: ReturnType<typeof useThread>['pages'];
  agent: string;
  onChoose: (text: string) => void;
}

function Empty({ id, pages, agent, onChoose }: EmptyProps) {
  if (id === null) return <Welcome agent={nameOf(agent)} onChoose={onChoose} />;
  if (pages.isPending) return <Loading label="Loading messages" heights={[48, 160, 48, 120]} />;
  if (pages.isError) {
    return (
      <ErrorState
        title="The conversation could not be loaded"
        error={pages.error}
        onRetry={() => void pages.refetch()}
      />
    );
  }
  return <p className={classes.none}>Nothing was said here yet.</p>;
}

/** What parts of the thread may ask for; the same object as long as the conversation is. */
function useActions(id: string | null, agent: string, onSent: (key: string) => void): Chat {
  const client = useQueryClient();
  const store = useTurnStore();
  const { send, regenerate } = useSend(store, id, id === null ? agent : null);
  const stop = useMutation({
    mutationFn: stopTurn,
    onError: (error) => toastError('The answer was not stopped', error),
  });
  const resume = useMutation({
    mutationFn: ({ turnId }: { turnId: string; answer: Message | null }) => continueTurn(turnId),
    onSuccess: (turn) =>
      store.attach(
        turn.id,
        { conversationId: turn.conversation_id, questionId: turn.question_id, answerId: turn.answer_id },
        'running',
      ),
    onError: (error) => {
      toastError('The answer does not go on', error);
      if (id !== null) void client.invalidateQueries({ queryKey: chatKeys.messages(id) });
    },
  });
  // Mutations are new objects with every draw; what they do is not.
  const latest = useRef({ stop, resume });
  useEffect(() => {
    latest.current = { stop, resume };
  });
  return useMemo<Chat>(
    () => ({
      send: (text: string, files: StoredFile[], edits?: Message) => onSent(send({ text, files, edits })),
      regenerate: (answer) => void regenerate(answer),
      sendAgain: ({ key }) => store.sendAgain(key),
      discard: ({ key }) => store.drop(key),
      stop: (turnId) => latest.current.stop.mutate(turnId),
      resume: (turnId, answer) => latest.current.resume.mutate({ turnId, answer }),
      decided: (turn) => {
        if (turn.turnId !== null) store.attach(turn.turnId, turn, 'running');
      },
    }),
    [send, regenerate, store, onSent],
  );
}

function nameOf(agent: string): string {
  return agent.charAt(0).toUpperCase() + agent.slice(1);
}
