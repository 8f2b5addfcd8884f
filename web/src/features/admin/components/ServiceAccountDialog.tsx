import { MultiSelect, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { fieldError } from '@/lib/api/errors';
import { Dialog } from '@/ui/Dialog';
import { Form } from '@/ui/Form';
import { toastDone } from '@/ui/toast';

import { adminKeys, createServiceAccount, rolesQuery, type User } from '../api';

export interface ServiceAccountDialogProps {
  onMade: (account: User) => void;
  onClose: () => void;
}

/** Make a user for a program. */
export function ServiceAccountDialog({ onMade, onClose }: ServiceAccountDialogProps) {
  const [name, setName] = useState('');
  const [description, setDescription] = useState('');
  const [roles, setRoles] = useState(['user']);
  const client = useQueryClient();
  const known = useQuery(rolesQuery);
  const make = useMutation({
    mutationFn: createServiceAccount,
    onSuccess: (account) => {
      toastDone(`Made: ${account.name}`);
      onMade(account);
    },
    onSettled: () => client.invalidateQueries({ queryKey: adminKeys.users }),
  });
  const problem = fieldError(make.error, 'name');
  return (
    <Dialog title="New service account" onClose={onClose}>
      <Form
        action="Make it"
        busy={make.isPending}
        error={problem ? null : make.error}
        onSubmit={() => make.mutate({ name, description: description.trim() || undefined, roles })}
        onCancel={onClose}
      >
        <TextInput
          label="Name"
          description="It never signs in, and acts through API keys that you give it."
          value={name}
          maxLength={100}
          error={problem}
          data-autofocus
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label="What it is for"
          value={description}
          maxLength={500}
          onChange={(event) => setDescription(event.currentTarget.value)}
        />
        <MultiSelect
          label="Roles"
          description="Its keys may never do more."
          searchable
          data={(known.data ?? []).map((role) => role.name)}
          value={roles}
          onChange={setRoles}
        />
      </Form>
    </Dialog>
  );
}
