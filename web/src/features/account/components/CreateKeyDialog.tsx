import { MultiSelect, Select, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { fieldError } from '@/lib/api/errors';
import { Form } from '@/ui/Form';

import { apiKeysQuery, createApiKey, meQuery } from '../api';
import { Dialog } from './Dialog';
import { KeyShownOnce } from './KeyShownOnce';

const DAY_MS = 86_400_000;
const NEVER = 'never';
const LIFETIMES = [
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: '1 year' },
  { value: NEVER, label: 'Never' },
];

/** Make a key and show it, this once. */
export function CreateKeyDialog({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const create = useMutation({
    mutationFn: createApiKey,
    onSuccess: () => client.invalidateQueries({ queryKey: apiKeysQuery.queryKey }),
  });
  const [name, setName] = useState('');
  const [days, setDays] = useState('90');
  const [scopes, setScopes] = useState<string[]>([]);
  const submit = () =>
    create.mutate({ name, expires_at: expiry(days), scopes: scopes.length > 0 ? scopes : undefined });
  return (
    <Dialog title="New API key" onClose={onClose}>
      {create.data ? (
        <KeyShownOnce created={create.data} onClose={onClose} />
      ) : (
        <Form
          action="Create key"
          busy={create.isPending}
          error={fieldError(create.error, 'name') ? null : create.error}
          onSubmit={submit}
          onCancel={onClose}
        >
          <TextInput
            label="Name"
            description="What will use it, such as “nightly report”."
            value={name}
            maxLength={100}
            error={fieldError(create.error, 'name')}
            data-autofocus
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Scopes value={scopes} onChange={setScopes} />
          <Select
            label="Expires after"
            data={LIFETIMES}
            value={days}
            onChange={(value) => setDays(value ?? '90')}
            allowDeselect={false}
          />
        </Form>
      )}
    </Dialog>
  );
}

function Scopes({ value, onChange }: { value: string[]; onChange: (scopes: string[]) => void }) {
  const held = useQuery(meQuery).data?.permissions ?? [];
  return (
    <MultiSelect
      label="May do"
      description="All that you may when nothing is chosen."
      data={held.filter((permission) => permission !== 'admin')}
      value={value}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': 'Choose nothing' }}
      onChange={onChange}
    />
  );
}

function expiry(days: string): string | undefined {
  return days === NEVER ? undefined : new Date(Date.now() + Number(days) * DAY_MS).toISOString();
}
