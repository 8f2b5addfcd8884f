import { ActionIcon, Select, Tooltip } from '@mantine/core';
import { IconBrain, IconDots, IconMessages } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { agentsQuery } from '@/lib/api/tools';
import { formatUsd } from '@/lib/format/money';

import type { Conversation } from '../api';
import { ConversationMenu } from './ConversationMenu';
import classes from './ThreadHeader.module.css';
import { TitleField } from './TitleField';

export interface ThreadHeaderProps {
  /** Null while a new one has no message. */
  conversation: Conversation | null;
  agent: string;
  /** Of the messages that are shown, in dollars. */
  costUsd: number;
  /** Earlier messages are not counted. */
  isPartial: boolean;
  onAgent: (name: string) => void;
  onList: () => void;
  onMemory: () => void;
  isMemoryOpen: boolean;
}

/** Which conversation this is, who answers in it, and what it has cost. */
export function ThreadHeader(props: ThreadHeaderProps) {
  const { conversation, agent, costUsd, isPartial, onAgent, onList, onMemory, isMemoryOpen } = props;
  const [renaming, setRenaming] = useState(false);
  return (
    <header className={classes.header}>
      <ActionIcon className={classes.narrow} aria-label="Conversations" onClick={onList}>
        <IconMessages size={18} />
      </ActionIcon>
      <div className={classes.heading}>
        {conversation && renaming ? (
          <TitleField conversation={conversation} onClose={() => setRenaming(false)} />
        ) : (
          conversation && (
            <h1 className={classes.title} title={conversation.title}>
              {conversation.title}
            </h1>
          )
        )}
      </div>
      {costUsd > 0 && (
        <Tooltip label={isPartial ? 'Cost of the messages shown; earlier ones are not counted' : 'Cost of this branch'}>
          <span className={classes.cost} tabIndex={0}>
            {isPartial ? '≥ ' : ''}
            {formatUsd(costUsd)}
          </span>
        </Tooltip>
      )}
      <AgentSelect agent={agent} onAgent={onAgent} />
      <Tooltip label="Memory">
        <ActionIcon aria-label="Memory" aria-pressed={isMemoryOpen} onClick={onMemory}>
          <IconBrain size={17} />
        </ActionIcon>
      </Tooltip>
      {conversation && (
        <ConversationMenu conversation={conversation} isCurrent onRename={() => setRenaming(true)}>
          <ActionIcon aria-label="More for this conversation">
            <IconDots size={17} />
          </ActionIcon>
        </ConversationMenu>
      )}
    </header>
  );
}

function AgentSelect({ agent, onAgent }: Pick<ThreadHeaderProps, 'agent' | 'onAgent'>) {
  const agents = useQuery(agentsQuery).data ?? [];
  const choices = agents.map(({ name, title }) => ({ value: name, label: title }));
  const known = choices.some(({ value }) => value === agent) ? choices : [...choices, { value: agent, label: agent }];
  return (
    <Select
      className={classes.agent}
      classNames={{ input: classes.choice ?? '' }}
      aria-label="Agent"
      size="xs"
      data={known}
      value={agent}
      allowDeselect={false}
      searchable={known.length > 8}
      comboboxProps={{ width: 220, position: 'bottom-end' }}
      onChange={(name) => name && onAgent(name)}
    />
  );
}
