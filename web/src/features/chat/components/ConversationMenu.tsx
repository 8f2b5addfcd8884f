import { Menu } from '@mantine/core';
import {
  IconArchive,
  IconArchiveOff,
  IconDownload,
  IconPencil,
  IconPin,
  IconPinnedOff,
  IconRestore,
  IconTrash,
} from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import type { ReactElement } from 'react';

import { exportUrl, type Conversation } from '../api';
import { useConversationActions } from '../useConversationActions';

export interface ConversationMenuProps {
  conversation: Conversation;
  isCurrent: boolean;
  onRename: () => void;
  /** The button that opens it. */
  children: ReactElement;
}

/** Rename, pin, archive, download or delete a conversation. */
export function ConversationMenu({ conversation, isCurrent, onRename, children }: ConversationMenuProps) {
  const { change, remove, restore } = useConversationActions();
  const navigate = useNavigate();
  const { id, is_pinned: isPinned, is_archived: isArchived, deleted_at: deletedAt } = conversation;
  const leave = () => {
    if (isCurrent) void navigate({ to: '/chat', search: {} });
  };
  if (deletedAt !== null) {
    return (
      <Menu width={190} position="bottom-end">
        <Menu.Target>{children}</Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconRestore size={16} />} onClick={() => restore.mutate(id)}>
            Bring back
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    );
  }
  return (
    <Menu width={190} position="bottom-end">
      <Menu.Target>{children}</Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil size={16} />} onClick={onRename}>
          Rename
        </Menu.Item>
        <Menu.Item
          leftSection={isPinned ? <IconPinnedOff size={16} /> : <IconPin size={16} />}
          onClick={() => change.mutate({ id, body: { is_pinned: !isPinned } })}
        >
          {isPinned ? 'Unpin' : 'Pin'}
        </Menu.Item>
        <Menu.Item
          leftSection={isArchived ? <IconArchiveOff size={16} /> : <IconArchive size={16} />}
          onClick={() => {
            change.mutate({ id, body: { is_archived: !isArchived } });
            if (!isArchived) leave();
          }}
        >
          {isArchived ? 'Take out of the archive' : 'Archive'}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item component="a" href={exportUrl(id, 'markdown')} download leftSection={<IconDownload size={16} />}>
          Download Markdown
        </Menu.Item>
        <Menu.Item component="a" href={exportUrl(id, 'json')} download leftSection={<IconDownload size={16} />}>
          Download JSON
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconTrash size={16} />}
          onClick={() => {
            remove.mutate(conversation);
            leave();
          }}
        >
          Delete
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
