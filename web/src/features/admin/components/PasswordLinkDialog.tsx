import { Button, Modal } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';

import { messageOf } from '@/lib/api/errors';
import { formatMoment } from '@/lib/format/time';
import { CopyText } from '@/ui/CopyText';

import { makePasswordLink, type User } from '../api';
import classes from './Dialogs.module.css';

/** Make a link with which somebody chooses a new password, and show it this once. */
export function PasswordLinkDialog({ user, onClose }: { user: User; onClose: () => void }) {
  const make = useMutation({ mutationFn: () => makePasswordLink(user.id) });
  return (
    <Modal opened onClose={onClose} title="Password link" size={440} closeButtonProps={{ 'aria-label': 'Close' }}>
      <div className={classes.body}>
        {make.data ? (
          <>
            <p>
              Hand this to <strong>{user.name}</strong> yourself. Whoever has it gets into the account; it works once,
              until {formatMoment(make.data.expires_at)}.
            </p>
            <div className={classes.shown}>
              <CopyText text={make.data.link} label="password link" />
            </div>
          </>
        ) : (
          <p>
            For somebody who gets no mail. Their password stays until the link is used, and {user.email} is told that it
            was made.
          </p>
        )}
        {make.error && (
          <p className={classes.problem} role="alert">
            {messageOf(make.error)}
          </p>
        )}
        <div className={classes.actions}>
          <Button variant="default" onClick={onClose}>
            {make.data ? 'Done' : 'Discard'}
          </Button>
          {!make.data && (
            <Button loading={make.isPending} onClick={() => make.mutate()} data-autofocus>
              Make link
            </Button>
          )}
        </div>
      </div>
    </Modal>
  );
}
