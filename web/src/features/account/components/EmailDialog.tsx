import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';

import { fieldError } from '@/lib/api/errors';
import { Form } from '@/ui/Form';

import { changeEmail } from '../api';
import { Dialog } from '@/ui/Dialog';
import classes from './Dialogs.module.css';
import { OwnPassword } from '@/ui/OwnPassword';

/** Ask for another address: it changes when the link that is sent there is opened. */
export function EmailDialog({ onClose }: { onClose: () => void }) {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const ask = useMutation({ mutationFn: changeEmail });
  return (
    <Dialog title="Change your e-mail" onClose={onClose}>
      {ask.data ? (
        <div className={classes.stack}>
          <p role="status">{ask.data.message}</p>
          <div className={classes.actions}>
            <Button onClick={onClose}>Close</Button>
          </div>
        </div>
      ) : (
        <Form
          action="Send a link"
          busy={ask.isPending}
          error={fieldError(ask.error, 'email') ? null : ask.error}
          onSubmit={() => ask.mutate({ email, password })}
          onCancel={onClose}
        >
          <TextInput
            label="New e-mail"
            type="email"
            autoComplete="email"
            value={email}
            maxLength={300}
            error={fieldError(ask.error, 'email')}
            data-autofocus
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <OwnPassword value={password} onChange={setPassword} />
        </Form>
      )}
    </Dialog>
  );
}
