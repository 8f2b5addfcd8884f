import type { StoredFile } from '@/lib/files/uploads';

import { isOver, type Phase } from './answer';
import type { Message } from './api';
import type { LiveTurn } from './turns';

/** What a person said: stored, or still on its way. */
export interface QuestionEntry {
  kind: 'question';
  key: string;
  text: string;
  files: StoredFile[];
  message: Message | null;
}

/** An answer: stored, followed live, or both, and then the live one is shown. */
export interface AnswerEntry {
  kind: 'answer';
  key: string;
  message: Message | null;
  turn: LiveTurn | null;
}

export type Entry = QuestionEntry | AnswerEntry;

/**
 * Join what is stored with what arrives right now.
 *
 * A turn whose answer is stored is shown in that place; one that the stored messages do not know yet stands at the end,
 * after those it does not replace.
 */
export function threadOf(messages: Message[], turns: LiveTurn[]): Entry[] {
  const live = new Map(turns.map((turn) => [turn.answerId, turn]));
  let entries: Entry[] = messages.map((message) => entryOf(message, live.get(message.id) ?? null));
  const known = new Set(messages.map(({ id }) => id));
  for (const turn of turns.filter(({ answerId }) => answerId === null || !known.has(answerId))) {
    const cut = entries.findIndex(({ message }) => message !== null && message.id === turn.replaces);
    if (cut >= 0) entries = entries.slice(0, cut);
    entries.push(...entriesOf(turn, known));
  }
  return entries;
}

/** Turns at work on stored messages that this page does not follow yet. */
export function unfollowed(messages: Message[], turns: LiveTurn[]): Message[] {
  const followed = new Set(turns.map(({ turnId }) => turnId));
  return messages.filter(
    ({ role, state, turn_id: id }) => role === 'assistant' && id && !isOver(state as Phase) && !followed.has(id),
  );
}

function entryOf(message: Message, turn: LiveTurn | null): Entry {
  // A decision may have been taken elsewhere while this page was away.
  const isPast = turn?.phase === 'waiting' && isOver(message.state as Phase);
  if (message.role === 'assistant') return { kind: 'answer', key: message.id, message, turn: isPast ? null : turn };
  return { kind: 'question', key: message.id, text: message.text, files: message.files, message };
}

function entriesOf(turn: LiveTurn, known: Set<string>): Entry[] {
  const { question, questionId } = turn;
  const isStored = questionId !== null && known.has(questionId);
  const asked: Entry[] =
    question && !isStored ? [{ kind: 'question', key: `${turn.key}-asked`, ...question, message: null }] : [];
  return [...asked, { kind: 'answer', key: turn.answerId ?? turn.key, message: null, turn }];
}
