import { Button } from '@mantine/core';
import { ApiError } from '@pilothouse/client';
import { IconRefresh } from '@tabler/icons-react';

import { messageOf } from '@/lib/api/errors';

import { CopyText } from '../CopyText';
import classes from './states.module.css';

export interface ErrorStateProps {
  /** What could not be done: "The missions could not be loaded". */
  title: string;
  error: unknown;
  onRetry: () => void;
}

/** Say what failed, with the request id for whoever looks after the server, and offer to try again. */
export function ErrorState({ title, error, onRetry }: ErrorStateProps) {
  const requestId = error instanceof ApiError ? error.requestId : null;
  return (
    <div className={classes.state} role="alert">
      <p className={classes.title}>{title}</p>
      <p className={classes.text}>{messageOf(error)}</p>
      {requestId && (
        <p className={classes.text}>
          Request <CopyText text={requestId} label="request id" />
        </p>
      )}
      <div className={classes.actions}>
        <Button variant="default" leftSection={<IconRefresh size={16} />} onClick={onRetry}>
          Retry
        </Button>
      </div>
    </div>
  );
}
