import { ActionIcon, Popover, Tooltip } from '@mantine/core';
import { useInViewport } from '@mantine/hooks';
import {
  IconCheck,
  IconCopy,
  IconRefresh,
  IconThumbDown,
  IconThumbDownFilled,
  IconThumbUp,
  IconThumbUpFilled,
} from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { formatCallCost, formatUsd } from '@/lib/format/money';
import { formatCount, formatShare, UNKNOWN } from '@/lib/format/number';
import { formatMs } from '@/lib/format/time';
import { Facts } from '@/ui/Facts';
import { toastError } from '@/ui/toast';

import type { Answer, Figures } from '../answer';
import { chatKeys, feedbackQuery, rateTurn, type Message } from '../api';
import { useChat } from '../chat';
import { textOf } from '../parts';
import type { LiveTurn } from '../turns';
import { useCopied } from '../useCopied';
import classes from './Actions.module.css';
import { Branches } from './Branches';

export interface AnswerFooterProps {
  answer: Answer;
  message: Message | null;
  turn: LiveTurn | null;
  isLast: boolean;
}

/** What can be done with a finished answer, and what it took. */
export function AnswerFooter({ answer, message, turn, isLast }: AnswerFooterProps) {
  const chat = useChat();
  const { copied, copy } = useCopied('answer');
  const turnId = turn?.turnId ?? message?.turn_id ?? null;
  const text = textOf(answer.parts);
  return (
    <div className={classes.actions}>
      {message && <Branches message={message} />}
      {text !== '' && (
        <Tooltip label={copied ? 'Copied' : 'Copy as Markdown'}>
          <ActionIcon size="sm" aria-label="Copy answer" onClick={() => copy(text.trim())}>
            {copied ? <IconCheck size={15} /> : <IconCopy size={15} />}
          </ActionIcon>
        </Tooltip>
      )}
      {turnId !== null && <Thumbs turnId={turnId} isLast={isLast} />}
      {message && (
        <Tooltip label="Another answer">
          <ActionIcon size="sm" aria-label="Regenerate" onClick={() => chat.regenerate(message)}>
            <IconRefresh size={15} />
          </ActionIcon>
        </Tooltip>
      )}
      {answer.figures && <FiguresButton figures={answer.figures} />}
    </div>
  );
}

/** Earlier opinions are asked for once an answer is in sight. */
function Thumbs({ turnId, isLast }: { turnId: string; isLast: boolean }) {
  const client = useQueryClient();
  const { ref, inViewport } = useInViewport<HTMLSpanElement>();
  const known = useQuery({ ...feedbackQuery(turnId), enabled: inViewport || isLast });
  const thumb = known.data?.find(({ subject }) => subject === 'run')?.thumb ?? null;
  const rate = useMutation({
    mutationFn: (next: 'up' | 'down' | null) => rateTurn(turnId, next),
    onError: (error) => toastError('Your opinion was not kept', error),
    onSettled: () => client.invalidateQueries({ queryKey: chatKeys.feedback(turnId) }),
  });
  const shown = rate.isPending ? rate.variables : thumb;
  const press = (which: 'up' | 'down') => rate.mutate(shown === which ? null : which);
  return (
    <span ref={ref}>
      <Tooltip label="Good answer">
        <ActionIcon size="sm" aria-label="Good answer" aria-pressed={shown === 'up'} onClick={() => press('up')}>
          {shown === 'up' ? <IconThumbUpFilled size={15} /> : <IconThumbUp size={15} />}
        </ActionIcon>
      </Tooltip>
      <Tooltip label="Bad answer">
        <ActionIcon size="sm" aria-label="Bad answer" aria-pressed={shown === 'down'} onClick={() => press('down')}>
          {shown === 'down' ? <IconThumbDownFilled size={15} /> : <IconThumbDown size={15} />}
        </ActionIcon>
      </Tooltip>
    </span>
  );
}

function FiguresButton({ figures }: { figures: Figures }) {
  const cached = figures.input_tokens > 0 ? figures.cached_input_tokens / figures.input_tokens : null;
  const line = `${formatUsd(figures.cost_usd)} · ${formatMs(figures.duration_ms)}`;
  return (
    <Popover position="top-end" shadow="md" withinPortal>
      <Popover.Target>
        <button type="button" className={classes.figures} aria-label={`${line}, what this answer took`}>
          {line}
        </button>
      </Popover.Target>
      <Popover.Dropdown className={classes.popover}>
        <Facts
          facts={[
            { name: 'Model', value: figures.model ?? UNKNOWN },
            { name: 'Cost', value: formatCallCost(figures.cost_usd) },
            { name: 'First words after', value: formatMs(figures.first_token_ms) },
            { name: 'Whole answer', value: formatMs(figures.duration_ms) },
            { name: 'Tokens in', value: formatCount(figures.input_tokens) },
            { name: 'of these from cache', value: formatShare(cached, true) },
            { name: 'Tokens out', value: formatCount(figures.output_tokens) },
          ]}
        />
      </Popover.Dropdown>
    </Popover>
  );
}
