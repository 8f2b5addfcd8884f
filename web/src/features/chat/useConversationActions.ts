import { useMutation, useQueryClient } from '@tanstack/react-query';

import { toastDone, toastError, toastUndo } from '@/ui/toast';

import {
  changeConversation,
  chatKeys,
  deleteConversation,
  restoreConversation,
  type Conversation,
  type ConversationChange,
} from './api';

interface Change {
  id: string;
  body: ConversationChange;
}

/** What can be done with a conversation; lists and thread follow by themselves. */
export function useConversationActions() {
  const client = useQueryClient();
  const refresh = (): void => void client.invalidateQueries({ queryKey: chatKeys.conversations });

  const change = useMutation({
    mutationFn: ({ id, body }: Change) => changeConversation(id, body),
    onSuccess: (conversation, { id, body }) => {
      client.setQueryData(chatKeys.conversation(id), conversation);
      // Another branch is other messages.
      if (body.head_id) void client.invalidateQueries({ queryKey: chatKeys.messages(id) });
      refresh();
    },
    onError: (error) => toastError('The conversation was not changed', error),
  });

  const restore = useMutation({
    mutationFn: (id: string) => restoreConversation(id),
    onSuccess: (conversation) => {
      client.setQueryData(chatKeys.conversation(conversation.id), conversation);
      toastDone(`Brought back: ${conversation.title}`);
    },
    onError: (error) => toastError('The conversation was not brought back', error),
    onSettled: refresh,
  });

  const remove = useMutation({
    mutationFn: ({ id }: Pick<Conversation, 'id' | 'title'>) => deleteConversation(id),
    onSuccess: (_, { id, title }) => toastUndo(`Deleted: ${title}`, () => restore.mutate(id)),
    onError: (error) => toastError('The conversation was not deleted', error),
    onSettled: refresh,
  });

  return { change, remove, restore };
}
