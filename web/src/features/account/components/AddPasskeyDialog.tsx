import { TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';

import { fieldError } from '@/lib/api/errors';
import { Form } from '@/ui/Form';
import { RecoveryCodes } from '@/ui/signIn/RecoveryCodes';

import { addPasskey } from '../api';
import { Dialog } from '@/ui/Dialog';
import { OwnPassword } from '@/ui/OwnPassword';

export interface AddPasskeyDialogProps {
  hasPassword: boolean;
  onDone: () => void;
  onClose: () => void;
}

/** Name a device, let it make a key, and show recovery codes where it is the first second factor. */
export function AddPasskeyDialog({ hasPassword, onDone, onClose }: AddPasskeyDialogProps) {
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const add = useMutation({ mutationFn: addPasskey, onSuccess: (codes) => codes ?? onDone() });
  if (add.data) {
    return (
      <Dialog title="Recovery codes" onClose={onDone}>
        <RecoveryCodes codes={add.data} action="I have kept them" onDone={onDone} />
      </Dialog>
    );
  }
  return (
    <Dialog title="Add a passkey" onClose={onClose}>
      <Form
        action="Ask the device"
        busy={add.isPending}
        error={fieldError(add.error, 'name') ? null : add.error}
        onSubmit={() => add.mutate({ name, password: password || undefined })}
        onCancel={onClose}
      >
        <TextInput
          label="Name"
          description="What you call the device, such as “phone”."
          value={name}
          maxLength={100}
          error={fieldError(add.error, 'name')}
          data-autofocus
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {hasPassword && <OwnPassword value={password} onChange={setPassword} />}
        <p>From then on signing in by password asks for a second factor, too.</p>
      </Form>
    </Dialog>
  );
}
