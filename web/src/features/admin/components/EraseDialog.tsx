import { Button, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';

import { messageOf } from '@/lib/api/errors';
import { Dialog } from '@/ui/Dialog';
import { OwnPassword } from '@/ui/OwnPassword';

import { adminKeys, eraseOrganization, type Organization } from '../api';
import classes from './Dialogs.module.css';

/** Ask for the organization's name and the reader's password before everything goes. */
export function EraseDialog({ organization, onClose }: { organization: Organization; onClose: () => void }) {
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const client = useQueryClient();
  const erase = useMutation({
    mutationFn: eraseOrganization,
    onSuccess: onClose,
    onSettled: () => client.invalidateQueries({ queryKey: adminKeys.organization }),
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    erase.mutate({ name, password: password || undefined });
  };
  return (
    <Dialog title={`Erase ${organization.name}?`} onClose={onClose}>
      <form className={classes.body} onSubmit={submit} noValidate>
        <p>
          In seven days everything in it is gone for good: people, conversations, missions, files, costs, the audit log.
          Until then nobody but administrators gets in, API keys are refused, and an administrator can take it back.
        </p>
        <TextInput
          label="Name of the organization"
          description={`Type “${organization.name}”.`}
          value={name}
          autoComplete="off"
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <OwnPassword value={password} onChange={setPassword} />
        {erase.error && (
          <p className={classes.problem} role="alert">
            {messageOf(erase.error)}
          </p>
        )}
        <div className={classes.actions}>
          <Button variant="default" onClick={onClose}>
            Keep it
          </Button>
          <Button
            type="submit"
            color="red"
            className={classes.danger}
            disabled={name.trim() !== organization.name}
            loading={erase.isPending}
          >
            Erase in seven days
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
