import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';

import { apiUrl } from '@/lib/api/base';
import { request, requestPage } from '@/lib/api/client';
import type { Schema } from '@/lib/api/schemas';
import { eventsOf, openStream } from '@/lib/api/stream';
import type { Artifact } from '@/lib/api/types';

export type Conversation = Schema<'ConversationRead'>;
export type ConversationChange = Schema<'ConversationUpdate'>;
export type Message = Schema<'MessageRead'>;
export type TurnRequest = Partial<Schema<'TurnCreate'>>;
export type Turn = Schema<'TurnRead'>;
export type Fact = Schema<'FactRead'>;
export type Limits = Schema<'LimitsRead'>;
export type Feedback = Schema<'FeedbackRead'>;

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
      requestPage<Conversation>('chat/conversations', {
        query: { state: shelf, q, limit: CONVERSATIONS, cursor: pageParam },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.pagination.next_cursor,
    placeholderData: keepPreviousData,
  });
}

/** A few conversations that hold some words, for the palette. */
export function conversationSearchQuery(q: string) {
  return queryOptions({
    queryKey: ['chat', 'search', q],
    queryFn: async ({ signal }) =>
      (await requestPage<Conversation>('chat/conversations', { query: { q, limit: 6 }, signal })).items,
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  });
}

/** One conversation. */
export function conversationQuery(id: string) {
  return queryOptions({
    queryKey: chatKeys.conversation(id),
    queryFn: ({ signal }) => request<Conversation>(`chat/conversations/${id}`, { signal }),
  });
}

/** The messages of the branch that is shown: pages from the newest back. */
export function messagesQuery(id: string) {
  return infiniteQueryOptions({
    queryKey: chatKeys.messages(id),
    queryFn: ({ signal, pageParam }) =>
      requestPage<Message>(`chat/conversations/${id}/messages`, {
        query: { limit: MESSAGES, cursor: pageParam },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.pagination.next_cursor,
  });
}

/** What agents are told of the reader. */
export const factsQuery = queryOptions({
  queryKey: chatKeys.facts,
  queryFn: ({ signal }) => request<Fact[]>('chat/memory/facts', { signal }),
});

/** How much may be sent. */
export const limitsQuery = queryOptions({
  queryKey: chatKeys.limits,
  queryFn: ({ signal }) => request<Limits>('chat/limits', { signal }),
  staleTime: 30_000,
});

/** What the reader used in the last 30 days. */
export const usageQuery = queryOptions({
  queryKey: chatKeys.usage,
  queryFn: ({ signal }) => request<Schema<'UsageRead'>>('chat/usage', { signal }),
});

/** One artifact with its preview; what is stored never changes. */
export function artifactQuery(id: string) {
  return queryOptions({
    queryKey: ['artifact', id],
    queryFn: ({ signal }) => request<Artifact>(`artifacts/${id}`, { signal }),
    staleTime: Infinity,
  });
}

/** What each call of a turn gave, by its id: a stored answer keeps the summaries only, the turn's stream keeps all. */
export function outputsQuery(turnId: string) {
  return queryOptions({
    queryKey: ['chat', 'outputs', turnId],
    queryFn: async ({ signal }) => {
      const outputs: Record<string, unknown> = {};
      for await (const event of eventsOf(await openStream(`chat/stream/${turnId}`, { signal }))) {
        if (event.type !== 'tool_result') continue;
        const result = JSON.parse(event.data) as { call_id: string; output: unknown };
        outputs[result.call_id] = result.output;
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
    queryFn: ({ signal }) => request<Feedback[]>(`runs/${turnId}/feedback`, { signal }),
    staleTime: Infinity,
  });
}

export function changeConversation(id: string, body: ConversationChange): Promise<Conversation> {
  return request(`chat/conversations/${id}`, { method: 'PATCH', body });
}

export function deleteConversation(id: string): Promise<unknown> {
  return request(`chat/conversations/${id}`, { method: 'DELETE' });
}

export function restoreConversation(id: string): Promise<Conversation> {
  return request(`chat/conversations/${id}/restore`, { method: 'POST', body: {} });
}

/** Where a conversation can be downloaded from. */
export function exportUrl(id: string, format: 'markdown' | 'json'): string {
  return apiUrl(`chat/conversations/${id}/export`, { format });
}

/** Where all facts can be downloaded from. */
export const FACTS_EXPORT_URL = apiUrl('chat/memory/export');

export function readTurn(id: string): Promise<Turn> {
  return request(`chat/turns/${id}`);
}

export function stopTurn(id: string): Promise<Turn> {
  return request(`chat/turns/${id}/stop`, { method: 'POST', body: {} });
}

export function continueTurn(id: string): Promise<Turn> {
  return request(`chat/turns/${id}/continue`, { method: 'POST', body: {} });
}

export function addFact(text: string): Promise<Fact> {
  return request('chat/memory/facts', { method: 'POST', body: { text } });
}

export function changeFact(id: string, text: string): Promise<Fact> {
  return request(`chat/memory/facts/${id}`, { method: 'PATCH', body: { text } });
}

export function forgetFact(id: string): Promise<void> {
  return request(`chat/memory/facts/${id}`, { method: 'DELETE' });
}

/** Say what one thinks of a turn; null takes it back. */
export function rateTurn(turnId: string, thumb: 'up' | 'down' | null, comment?: string): Promise<unknown> {
  if (thumb === null) return request(`runs/${turnId}/feedback`, { method: 'DELETE' });
  return request(`runs/${turnId}/feedback`, { method: 'PUT', body: { subject: 'run', thumb, comment } });
}
