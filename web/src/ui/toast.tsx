import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { ApiError } from '@pilothouse/client';
import type { ReactNode } from 'react';

import { messageOf } from '@/lib/api/errors';

import { CopyText } from './CopyText';
import classes from './toast.module.css';

const UNDO_MS = 10_000;

/** Say a result in one line; it leaves by itself. */
export function toastDone(message: ReactNode): void {
  notifications.show({
    message,
    color: 'accent',
    autoClose: 4000,
    withBorder: false,
    closeButtonProps: { 'aria-label': 'Close this message' },
  });
}

/** Say a result that can be taken back for a while. */
export function toastUndo(message: string, onUndo: () => void): void {
  const id = notifications.show({
    message: (
      <span className={classes.undo}>
        {message}
        <Button
          size="xs"
          variant="default"
          onClick={() => {
            notifications.hide(id);
            onUndo();
          }}
        >
          Undo
        </Button>
      </span>
    ),
    color: 'accent',
    autoClose: UNDO_MS,
    withBorder: false,
    closeButtonProps: { 'aria-label': 'Close this message' },
  });
}

/**
 * Say what failed; it stays until closed and carries the request id.
 *
 * Args:
 *   title: what could not be done, "The mission was not paused".
 */
export function toastError(title: string, error: unknown): void {
  const requestId = error instanceof ApiError ? error.requestId : null;
  notifications.show({
    title,
    message: (
      <>
        {messageOf(error)}
        {requestId && (
          <div>
            Request <CopyText text={requestId} label="request id" />
          </div>
        )}
      </>
    ),
    color: 'red',
    autoClose: false,
    role: 'alert',
    closeButtonProps: { 'aria-label': 'Close this message' },
  });
}
