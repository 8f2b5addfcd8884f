import { Checkbox, Modal, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { fieldError } from '@/lib/api/errors';
import { meQuery } from '@/lib/api/me';
import { Form } from '@/ui/Form';
import { toastDone } from '@/ui/toast';

import { adminKeys, createRole, updateRole, type Permission, type Role } from '../api';
import { grants, grouped } from '../permissions';
import classes from './RoleDialog.module.css';

export interface RoleDialogProps {
  /** The role to change; a new one is made without. */
  role?: Role;
  permissions: Permission[];
  onClose: () => void;
}

/** Make a role, or change one. Nobody gives what they do not hold. */
export function RoleDialog({ role, permissions, onClose }: RoleDialogProps) {
  return (
    <Modal
      opened
      onClose={onClose}
      title={role ? `Edit ${role.name}` : 'New role'}
      size={560}
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Fields role={role} permissions={permissions} onClose={onClose} />
    </Modal>
  );
}

function Fields({ role, permissions, onClose }: RoleDialogProps) {
  const [name, setName] = useState(role?.name ?? '');
  const [chosen, setChosen] = useState(role?.permissions ?? []);
  const held = useQuery(meQuery).data?.permissions ?? [];
  const save = useSave(role, onClose);
  const problem = fieldError(save.error, 'name');
  const isComplete = name.trim() !== '' && chosen.length > 0;
  return (
    <Form
      action={role ? 'Save changes' : 'Create role'}
      busy={save.isPending}
      error={problem ? null : save.error}
      onSubmit={() => isComplete && save.mutate({ name: name.trim(), permissions: chosen })}
      onCancel={onClose}
    >
      <TextInput
        label="Name"
        description="Lower case letters, digits, - and _."
        data-autofocus
        value={name}
        maxLength={50}
        error={problem}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Checkbox.Group label="May" value={chosen} onChange={setChosen}>
        {grouped(permissions).map(([thing, members]) => (
          <div key={thing} className={classes.group}>
            {members.map(({ name: value, meaning }) => (
              <Checkbox key={value} value={value} label={meaning} description={value} disabled={!grants(held, value)} />
            ))}
          </div>
        ))}
      </Checkbox.Group>
    </Form>
  );
}

function useSave(role: Role | undefined, onClose: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { name: string; permissions: string[] }) =>
      role ? updateRole(role.id, body) : createRole(body),
    onSuccess: ({ name }) => {
      toastDone(role ? `Changed: ${name}` : `Role made: ${name}`);
      onClose();
    },
    onSettled: () => client.invalidateQueries({ queryKey: adminKeys.roles }),
  });
}
