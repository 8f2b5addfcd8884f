import { TextInput } from '@mantine/core';
import { useRef, useState, type KeyboardEvent } from 'react';

import type { Conversation } from '../api';
import { useConversationActions } from '../useConversationActions';

export interface TitleFieldProps {
  conversation: Conversation;
  className?: string;
  onClose: () => void;
}

/** A title being changed: Enter or leaving the field keeps it, Esc does not. */
export function TitleField({ conversation, className, onClose }: TitleFieldProps) {
  const [title, setTitle] = useState(conversation.title);
  const { change } = useConversationActions();
  const isOver = useRef(false);
  const close = (keep: boolean) => {
    if (isOver.current) return;
    isOver.current = true;
    onClose();
    const next = title.trim();
    if (keep && next !== '' && next !== conversation.title) {
      change.mutate({ id: conversation.id, body: { title: next } });
    }
  };
  const press = (event: KeyboardEvent) => {
    if (event.key === 'Enter') close(true);
    if (event.key === 'Escape') close(false);
  };
  return (
    <TextInput
      className={className}
      aria-label="Title of the conversation"
      autoFocus
      maxLength={200}
      value={title}
      onChange={(event) => setTitle(event.currentTarget.value)}
      onFocus={(event) => event.currentTarget.select()}
      onKeyDown={press}
      onBlur={() => close(true)}
    />
  );
}
