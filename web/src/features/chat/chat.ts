import { createContext, useContext } from 'react';

import type { StoredFile } from '@/lib/files/uploads';

import type { Message } from './api';
import type { LiveTurn } from './turns';

/** What parts of a thread may ask of the conversation around them. */
export interface Chat {
  /** Send a message; with `edits` it takes the place of an earlier one. */
  send: (text: string, files: StoredFile[], edits?: Message) => void;
  regenerate: (answer: Message) => void;
  sendAgain: (turn: LiveTurn) => void;
  discard: (turn: LiveTurn) => void;
  stop: (turnId: string) => void;
  resume: (turnId: string, answer: Message | null) => void;
  /** Follow a turn whose waiting call was decided. */
  decided: (turn: LiveTurn) => void;
}

export const ChatContext = createContext<Chat | null>(null);

/** The conversation a part stands in. */
export function useChat(): Chat {
  const chat = useContext(ChatContext);
  if (!chat) throw new Error('This part stands outside of a conversation.');
  return chat;
}
