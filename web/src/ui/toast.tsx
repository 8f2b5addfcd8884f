import { notifications } from '@mantine/notifications';
import type { ReactNode } from 'react';

import { ApiError, messageOf } from '@/lib/api/errors';

import { CopyText } from './CopyText';

/** Say a result in one line; it leaves by itself. */
export function toastDone(message: ReactNode): void {
  notifications.show({ message, color: 'accent', autoClose: 4000, withBorder: false });
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
