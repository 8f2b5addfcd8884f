import { Button } from '@mantine/core';
import { IconPlayerPlay, IconRefresh } from '@tabler/icons-react';

import type { Answer } from '../answer';
import type { Message } from '../api';
import { useChat } from '../chat';
import type { LiveTurn } from '../turns';
import classes from './AnswerNotice.module.css';

export interface AnswerNoticeProps {
  answer: Answer;
  message: Message | null;
  turn: LiveTurn | null;
}

/** What became of an answer that is not simply there, and what to do about it. */
export function AnswerNotice({ answer, message, turn }: AnswerNoticeProps) {
  const chat = useChat();
  const turnId = turn?.turnId ?? message?.turn_id ?? null;
  const goOn = turnId !== null && (
    <Button
      size="xs"
      variant="default"
      leftSection={<IconPlayerPlay size={14} />}
      onClick={() => chat.resume(turnId, message)}
    >
      Continue
    </Button>
  );
  const again = message && (
    <Button
      size="xs"
      variant="default"
      leftSection={<IconRefresh size={14} />}
      onClick={() => chat.regenerate(message)}
    >
      Try again
    </Button>
  );
  if (turn?.isReconnecting) return <p className={classes.note}>The connection dropped. Taking up the answer…</p>;
  switch (answer.phase) {
    case 'queued':
      return turnId && answer.parts.length === 0 ? (
        <div className={classes.row}>
          <Button size="xs" variant="default" onClick={() => chat.stop(turnId)}>
            Take it back
          </Button>
        </div>
      ) : null;
    case 'stopped':
      return (
        <div className={classes.row}>
          <span className={classes.note}>Stopped. What was said is kept.</span>
          {goOn}
        </div>
      );
    case 'interrupted':
      return (
        <Box
          title="The answer was interrupted"
          text={reasonOf(answer, 'The server stopped while it was written. Nothing is lost: it goes on where it was.')}
        >
          {goOn}
          {again}
        </Box>
      );
    case 'failed':
      return (
        <Box title="The answer failed" text={reasonOf(answer, 'No reason was given.')} code={answer.error?.code}>
          {again}
          {goOn}
        </Box>
      );
    case 'unsent':
      return (
        <Box title="Your message was not sent" text={reasonOf(answer, '')} code={answer.error?.code}>
          {turn && (
            <>
              <Button
                size="xs"
                variant="default"
                leftSection={<IconRefresh size={14} />}
                onClick={() => chat.sendAgain(turn)}
              >
                Send again
              </Button>
              <Button size="xs" variant="subtle" color="gray" onClick={() => chat.discard(turn)}>
                Discard
              </Button>
            </>
          )}
        </Box>
      );
    default:
      return null;
  }
}

function reasonOf({ error }: Answer, otherwise: string): string {
  return error?.message ?? otherwise;
}

interface BoxProps {
  title: string;
  text: string;
  code?: string;
  children: React.ReactNode;
}

function Box({ title, text, code, children }: BoxProps) {
  return (
    <section className={classes.box} role="alert">
      <h3 className={classes.title}>{title}</h3>
      <p>{text}</p>
      {code && <p className={classes.code}>{code}</p>}
      <div className={classes.row}>{children}</div>
    </section>
  );
}
