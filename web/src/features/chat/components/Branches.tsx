import { ActionIcon } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';

import type { Message } from '../api';
import { useConversationActions } from '../useConversationActions';
import classes from './Actions.module.css';

/** Where more than one message stands in this place: which is shown, and the way to its neighbours. */
export function Branches({ message }: { message: Message }) {
  const { change } = useConversationActions();
  const { siblings, conversation_id: id } = message;
  if (siblings.length < 2) return null;
  const here = siblings.indexOf(message.id);
  const go = (step: number) => {
    const head = siblings[here + step];
    if (head) change.mutate({ id, body: { head_id: head } });
  };
  const what = message.role === 'user' ? 'version' : 'answer';
  return (
    <div className={classes.branches} role="group" aria-label={`${what} ${here + 1} of ${siblings.length}`}>
      <ActionIcon size="sm" aria-label={`Previous ${what}`} disabled={here === 0} onClick={() => go(-1)}>
        <IconChevronLeft size={15} />
      </ActionIcon>
      <span className={classes.count} aria-hidden>
        {here + 1} / {siblings.length}
      </span>
      <ActionIcon size="sm" aria-label={`Next ${what}`} disabled={here === siblings.length - 1} onClick={() => go(1)}>
        <IconChevronRight size={15} />
      </ActionIcon>
    </div>
  );
}
