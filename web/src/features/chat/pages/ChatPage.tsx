import { Drawer } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';

import { Conversation } from '../components/Conversation';
import { ConversationList } from '../components/ConversationList';
import classes from './ChatPage.module.css';

/** Talk with an agent: the conversations, and the one that is open. */
export function ChatPage() {
  const { conversationId = null } = useParams({ strict: false });
  const [list, setList] = useState(false);
  return (
    <div className={classes.page}>
      <div className={classes.list}>
        <ConversationList current={conversationId} />
      </div>
      <Conversation key={conversationId ?? 'new'} id={conversationId} onList={() => setList(true)} />
      <Drawer
        opened={list}
        onClose={() => setList(false)}
        size={300}
        title="Conversations"
        classNames={{ body: classes.drawer ?? '' }}
        closeButtonProps={{ 'aria-label': 'Close the list' }}
      >
        <ConversationList current={conversationId} onFollow={() => setList(false)} />
      </Drawer>
    </div>
  );
}
