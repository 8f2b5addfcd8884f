import { VisuallyHidden } from '@mantine/core';
import { memo, useMemo } from 'react';

import { Markdown } from '@/ui/Markdown';

import { isOver, readFigures, type Answer, type Phase } from '../answer';
import type { Message } from '../api';
import { readParts, toolsIn, type Part } from '../parts';
import type { AnswerEntry } from '../thread';
import type { LiveTurn } from '../turns';
import { AnswerFooter } from './AnswerFooter';
import { AnswerNotice } from './AnswerNotice';
import classes from './AnswerView.module.css';
import { ApprovalCard } from './ApprovalCard';
import { ArtifactChips } from './ArtifactChips';
import { Sources } from './Sources';
import { SpokenParagraphs } from './SpokenParagraphs';
import { ToolLine } from './ToolLine';

export interface AnswerViewProps {
  message: AnswerEntry['message'];
  turn: AnswerEntry['turn'];
  isLast: boolean;
}

/** An answer: text and tools in their order, what it found and made, and what can be done with it. */
export const AnswerView = memo(function AnswerView({ message, turn, isLast }: AnswerViewProps) {
  const stored = useMemo(() => (message ? storedAnswer(message) : null), [message]);
  const answer = turn ?? stored;
  if (!answer) return null;
  const tools = toolsIn(answer.parts);
  const isLive = turn !== null && !isOver(turn.phase);
  return (
    <article className={classes.answer} aria-label={message?.agent ?? 'Answer'} aria-busy={isLive}>
      <VisuallyHidden component="h2">{message?.agent ?? 'Answer'}</VisuallyHidden>
      {answer.parts.map((part, index) => (
        <PartView key={keyOf(part, index)} part={part} turn={turn} turnId={turn ? null : (message?.turn_id ?? null)} />
      ))}
      {isLive && answer.parts.length === 0 && <Waiting phase={turn.phase} startedAt={turn.startedAt} />}
      <ArtifactChips artifacts={tools.flatMap(({ artifacts }) => artifacts)} />
      <Sources citations={[...tools.flatMap(({ citations }) => citations), ...answer.citations]} />
      <AnswerNotice answer={answer} message={message} turn={turn} />
      {!isLive && (message ?? turn?.answerId) && (
        <AnswerFooter answer={answer} message={message} turn={turn} isLast={isLast} />
      )}
      {turn && <SpokenParagraphs parts={answer.parts} isOver={!isLive} />}
    </article>
  );
});

interface PartViewProps {
  part: Part;
  turn: LiveTurn | null;
  /** Of a stored answer. */
  turnId: string | null;
}

function PartView({ part, turn, turnId }: PartViewProps) {
  if (part.type === 'text') return part.text.trim() === '' ? null : <Markdown text={part.text} />;
  return (
    <>
      <ToolLine tool={part} turnId={turnId} />
      {part.state === 'waiting' && part.approval_id && turn && <ApprovalCard id={part.approval_id} turn={turn} />}
    </>
  );
}

function Waiting({ phase, startedAt }: { phase: Phase; startedAt: number }) {
  const text = phase === 'queued' ? 'Waiting for the answer before this one' : 'Thinking';
  return (
    <p className={classes.waiting} data-started={startedAt}>
      <span className={classes.dots} aria-hidden>
        <i />
        <i />
        <i />
      </span>
      {text}
    </p>
  );
}

function storedAnswer(message: Message): Answer {
  const parts = readParts(message.parts);
  const error = message.error as { code?: string; message?: string; retryable?: boolean } | null;
  return {
    phase: message.state as Phase,
    parts: parts.length > 0 || message.text === '' ? parts : [{ type: 'text', text: message.text }],
    citations: [],
    error: error && {
      code: error.code ?? 'failed',
      message: error.message ?? 'The answer broke off.',
      retryable: error.retryable === true,
    },
    figures: readFigures(message.model, message.cost_usd, message.usage, message.timing),
    seq: 0,
  };
}

/** Parts only ever come at the end, so their places name them. */
function keyOf(part: Part, index: number): string {
  return part.type === 'tool' ? `${index} ${part.call_id}` : String(index);
}
