import { Button, Modal, Select, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';

import { messageOf } from '@/lib/api/errors';
import { CopyText } from '@/ui/CopyText';

import { apiKeysQuery, createApiKey } from '../api';
import classes from './CreateKeyDialog.module.css';

export interface CreateKeyDialogProps {
  opened: boolean;
  onClose: () => void;
}

const DAY_MS = 86_400_000;
const LIFETIMES = [
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: '1 year' },
  { value: 'never', label: 'Never' },
];

/** Make a key and show it, this once. */
export function CreateKeyDialog({ opened, onClose }: CreateKeyDialogProps) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title="New API key"
      size={440}
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <CreateKey onClose={onClose} />
    </Modal>
  );
}

function CreateKey({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const create = useMutation({
    mutationFn: createApiKey,
    onSuccess: () => client.invalidateQueries({ queryKey: apiKeysQuery.queryKey }),
  });
  if (create.data) return <ShownOnce name={create.data.name} value={create.data.key} onClose={onClose} />;
  return (
    <KeyForm
      busy={create.isPending}
      problem={create.error ? messageOf(create.error) : null}
      onSubmit={(name, days) => create.mutate({ name, expires_at: expiry(days) })}
    />
  );
}

interface KeyFormProps {
  busy: boolean;
  problem: string | null;
  onSubmit: (name: string, days: string) => void;
}

function KeyForm({ busy, problem, onSubmit }: KeyFormProps) {
  const [name, setName] = useState('');
  const [days, setDays] = useState('90');
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (name.trim()) onSubmit(name.trim(), days);
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      <TextInput
        label="Name"
        description="What will use it, such as “nightly report”."
        value={name}
        maxLength={100}
        error={problem}
        data-autofocus
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Select
        label="Expires after"
        data={LIFETIMES}
        value={days}
        onChange={(value) => setDays(value ?? '90')}
        allowDeselect={false}
      />
      <div className={classes.actions}>
        <Button type="submit" loading={busy} disabled={!name.trim()}>
          Create key
        </Button>
      </div>
    </form>
  );
}

function ShownOnce({ name, value, onClose }: { name: string; value: string; onClose: () => void }) {
  return (
    <div className={classes.form}>
      <p>
        This is the key for <strong>{name}</strong>. Copy it now: it is not shown again.
      </p>
      <div className={classes.key}>
        <CopyText text={value} label="API key" />
      </div>
      <div className={classes.actions}>
        <Button onClick={onClose}>I have copied it</Button>
      </div>
    </div>
  );
}

function expiry(days: string): string | undefined {
  return days === 'never' ? undefined : new Date(Date.now() + Number(days) * DAY_MS).toISOString();
}
