import { Modal, Select, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { fieldError } from '@/lib/api/errors';
import { Form } from '@/ui/Form';
import { toastDone } from '@/ui/toast';

import { adminKeys, invite, rolesQuery } from '../api';

export interface InviteDialogProps {
  opened: boolean;
  onClose: () => void;
}

const USUAL = 'user';

/** Ask somebody in by mail. */
export function InviteDialog({ opened, onClose }: InviteDialogProps) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title="Invite somebody"
      size={440}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Fields onClose={onClose} />
    </Modal>
  );
}

function Fields({ onClose }: { onClose: () => void }) {
  const [email, setEmail] = useState('');
  const [role, setRole] = useState(USUAL);
  const client = useQueryClient();
  const roles = useQuery(rolesQuery);
  const send = useMutation({
    mutationFn: invite,
    onSuccess: (made) => {
      toastDone(`Invited: ${made.email}`);
      onClose();
    },
    onSettled: () => client.invalidateQueries({ queryKey: adminKeys.invitations }),
  });
  const problem = fieldError(send.error, 'email');
  return (
    <Form
      action="Send invitation"
      busy={send.isPending}
      error={problem ? null : send.error}
      onSubmit={() => email.trim() && send.mutate({ email: email.trim(), role })}
      onCancel={onClose}
    >
      <TextInput
        label="E-mail"
        description="They get a letter with a link, and choose their own password."
        type="email"
        data-autofocus
        value={email}
        error={problem}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <Select
        label="Role"
        data={(roles.data ?? []).map(({ name }) => name)}
        value={role}
        onChange={(next) => setRole(next ?? USUAL)}
        allowDeselect={false}
      />
    </Form>
  );
}
