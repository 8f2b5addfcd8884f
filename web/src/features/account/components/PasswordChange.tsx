import { PasswordInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';

import { fieldError } from '@/lib/api/errors';
import { Form } from '@/ui/Form';
import { toastDone } from '@/ui/toast';

import { changePassword } from '../api';
import { Dialog } from '@/ui/Dialog';
import { OwnPassword } from '@/ui/OwnPassword';

/** Choose another password. */
export function PasswordChange({ onClose, onDone }: { onClose: () => void; onDone: () => void }) {
  const [present, setPresent] = useState('');
  const [password, setPassword] = useState('');
  const change = useMutation({
    mutationFn: changePassword,
    onSuccess: () => {
      toastDone('Password changed; your other devices are signed out');
      onDone();
    },
  });
  return (
    <Dialog title="Change your password" onClose={onClose}>
      <Form
        action="Change the password"
        busy={change.isPending}
        error={fieldError(change.error, 'password') ? null : change.error}
        onSubmit={() => change.mutate({ current_password: present, password })}
        onCancel={onClose}
      >
        <OwnPassword label="Present password" value={present} onChange={setPresent} />
        <PasswordInput
          label="New password"
          name="password"
          autoComplete="new-password"
          value={password}
          maxLength={256}
          error={fieldError(change.error, 'password')}
          visibilityToggleButtonProps={{ 'aria-label': 'Show new password' }}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
      </Form>
    </Dialog>
  );
}
