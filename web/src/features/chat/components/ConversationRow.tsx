import { ActionIcon } from '@mantine/core';
import { IconDots, IconPin } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { memo, useState } from 'react';

import type { Conversation } from '../api';
import classes from './ConversationList.module.css';
import { ConversationMenu } from './ConversationMenu';
import { TitleField } from './TitleField';

export interface ConversationRowProps {
  conversation: Conversation;
  isCurrent: boolean;
  onFollow?: () => void;
}

/** One conversation: its title, whether an answer is being written, and what can be done with it. */
export const ConversationRow = memo(function ConversationRow(props: ConversationRowProps) {
  const { conversation, isCurrent, onFollow } = props;
  const [renaming, setRenaming] = useState(false);
  if (renaming) {
    return (
      <li className={classes.row}>
        <TitleField className={classes.rename} conversation={conversation} onClose={() => setRenaming(false)} />
      </li>
    );
  }
  const { id, title, snippet, is_pinned: isPinned, active_turn_id: activeId } = conversation;
  return (
    <li className={classes.row} data-current={isCurrent || undefined}>
      <Link
        to="/chat/$conversationId"
        params={{ conversationId: id }}
        search={{}}
        className={classes.link}
        data-row
        aria-current={isCurrent ? 'page' : undefined}
        onClick={onFollow}
      >
        <span className={classes.name}>
          {activeId !== null && <span className={classes.live} role="img" aria-label="At work" />}
          {isPinned && <IconPin size={13} aria-label="Pinned" />}
          <span>{title}</span>
        </span>
        {snippet && <span className={classes.snippet}>{snippet}</span>}
      </Link>
      <ConversationMenu conversation={conversation} onRename={() => setRenaming(true)} isCurrent={isCurrent}>
        <ActionIcon size="sm" className={classes.more} aria-label={`More for ${title}`}>
          <IconDots size={15} />
        </ActionIcon>
      </ConversationMenu>
    </li>
  );
});
