import { TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';

import { Form } from '@/ui/Form';

import { renamePasskey, type Passkey } from '../api';
import { Dialog } from '@/ui/Dialog';

export interface RenamePasskeyDialogProps {
  passkey: Passkey;
  onDone: () => void;
  onClose: () => void;
}

/** Give a passkey another name. */
export function RenamePasskeyDialog({ passkey, onDone, onClose }: RenamePasskeyDialogProps) {
  const [name, setName] = useState(passkey.name);
  const rename = useMutation({ mutationFn: renamePasskey, onSuccess: onDone });
  return (
    <Dialog title={`Rename “${passkey.name}”`} onClose={onClose}>
      <Form
        action="Rename"
        busy={rename.isPending}
        error={rename.error}
        onSubmit={() => rename.mutate({ id: passkey.id, name })}
        onCancel={onClose}
      >
        <TextInput
          label="Name"
          value={name}
          maxLength={100}
          data-autofocus
          onChange={(event) => setName(event.currentTarget.value)}
        />
      </Form>
    </Dialog>
  );
}
