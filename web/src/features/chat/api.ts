import { Artifacts, Chat, Runs, type schemas } from '@pilothouse/client';
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';

import { connection } from '@/lib/api/connection';
import type { Artifact } from '@/lib/api/types';

const chat = new Chat(connection);
const runs = new Runs(connection);
const artifacts = new Artifacts(connection);

export type Conversation = schemas.ConversationRead;
export type ConversationChange = schemas.ConversationUpdate;
export type Message = schemas.MessageRead;
export type TurnRequest = schemas.TurnCreate;
export type Turn = schemas.TurnRead;
export type Fact = schemas.FactRead;
export type Limits = schemas.LimitsRead;
export type Feedback = schemas.FeedbackRead;

/** The shelf a conversation stands on. */
export type Shelf = 'active' | 'archived' | 'deleted';

const CONVERSATIONS = 40;
const MESSAGES = 50;

/** Keys of everything this feature keeps. */
export const chatKeys = {
  all: ['chat'] as const,
  conversations: ['chat', 'conversations'] as const,
  conversation: (id: string) => ['chat', 'conversation', id] as const,
  messages: (id: string) => ['chat', 'messages', id] as const,
  facts: ['chat', 'facts'] as const,
  limits: ['chat', 'limits'] as const,
  usage: ['chat', 'usage'] as const,
  feedback: (runId: string) => ['chat', 'feedback', runId] as const,
};

/** The conversations of a shelf, pinned ones first, or those that hold some words. */
export function conversationsQuery(shelf: Shelf, q: string) {
  return infiniteQueryOptions({
    queryKey: [...chatKeys.conversations, shelf, q],
    queryFn: ({ signal, pageParam }) =>
      chat.listConversations({ state: shelf, q, page_size: CONVERSATIONS, cursor: pageParam }, { signal }).page(),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  });
}

/** A few conversations that hold some words, for the palette. */
export function conversationSearchQuery(q: string) {
  return queryOptions({
    queryKey: ['chat', 'search', q],
    queryFn: async ({ signal }) => (await chat.listConversations({ q, page_size: 6 }, { signal }).page()).items,
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  });
}

/** One conversation. */
export function conversationQuery(id: string) {
  return queryOptions({
    queryKey: chatKeys.conversation(id),
    queryFn: ({ signal }) => chat.readConversation(id, { signal }),
  });
}

/** The messages of the branch that is shown: pages from the newest back. */
export function messagesQuery(id: string) {
  return infiniteQueryOptions({
    queryKey: chatKeys.messages(id),
    queryFn: ({ signal, pageParam }) =>
      chat.listMessages(id, { page_size: MESSAGES, cursor: pageParam }, { signal }).page(),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
}

/** What agents are told of the reader. */
export const factsQuery = queryOptions({
  queryKey: chatKeys.facts,
  queryFn: ({ signal }) => chat.listFacts({}, { signal }).all(),
});

/** How much may be sent. */
export const limitsQuery = queryOptions({
  queryKey: chatKeys.limits,
  queryFn: ({ signal }) => chat.readLimits({ signal }),
  staleTime: 30_000,
});

/** What the reader used in the last 30 days. */
export const usageQuery = queryOptions({
  queryKey: chatKeys.usage,
  queryFn: ({ signal }) => chat.readUsage({}, { signal }),
});

/** One artifact with its preview; what is stored never changes. */
export function artifactQuery(id: string) {
  return queryOptions({
    queryKey: ['artifact', id],
    queryFn: ({ signal }) => artifacts.read(id, { signal }) as Promise<Artifact>,
    staleTime: Infinity,
  });
}

/** What each call of a turn gave, by its id: a stored answer keeps the summaries only, the turn's stream keeps all. */
export function outputsQuery(turnId: string) {
  return queryOptions({
    queryKey: ['chat', 'outputs', turnId],
    queryFn: async ({ signal }) => {
      const outputs: Record<string, unknown> = {};
      for await (const { name, data } of chat.followTurn(turnId, {}, { signal })) {
        if (name === 'tool_result') outputs[String(data.call_id)] = data.output;
      }
      return outputs;
    },
    staleTime: Infinity,
  });
}

/** What the reader said about a turn and its parts. */
export function feedbackQuery(turnId: string) {
  return queryOptions({
    queryKey: chatKeys.feedback(turnId),
    queryFn: ({ signal }) => runs.listFeedback(turnId, { signal }).all(),
    staleTime: Infinity,
  });
}

export function changeConversation(id: string, body: ConversationChange): Promise<Conversation> {
  return chat.changeConversation(id, body);
}

export function deleteConversation(id: string): Promise<unknown> {
  return chat.deleteConversation(id);
}

export function restoreConversation(id: string): Promise<Conversation> {
  return chat.restoreConversation(id);
}

/** Where a conversation can be downloaded from. */
export function exportUrl(id: string, format: 'markdown' | 'json'): string {
  return chat.exportConversation(id, { format }).url;
}

/** Where all facts can be downloaded from. */
export const FACTS_EXPORT_URL = chat.exportMemory().url;

export function readTurn(id: string): Promise<Turn> {
  return chat.readTurn(id);
}

export function stopTurn(id: string): Promise<Turn> {
  return chat.stopTurn(id);
}

export function continueTurn(id: string): Promise<Turn> {
  return chat.continueTurn(id);
}

export function addFact(text: string): Promise<Fact> {
  return chat.rememberFact({ text });
}

export function changeFact(id: string, text: string): Promise<Fact> {
  return chat.changeFact(id, { text });
}

export function forgetFact(id: string): Promise<void> {
  return chat.forgetFact(id);
}

/** Say what one thinks of a turn; null takes it back. */
export function rateTurn(turnId: string, thumb: 'up' | 'down' | null, comment?: string): Promise<unknown> {
  if (thumb === null) return runs.deleteFeedback(turnId);
  return runs.putFeedback(turnId, { subject: 'run', thumb, comment });
}
