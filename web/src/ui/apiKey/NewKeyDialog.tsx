import { MultiSelect, Select, TextInput } from '@mantine/core';
import type { schemas } from '@pilothouse/client';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';

import { fieldError } from '@/lib/api/errors';
import { Dialog } from '@/ui/Dialog';
import { Form } from '@/ui/Form';

import { KeyShownOnce } from './KeyShownOnce';

const DAY_MS = 86_400_000;
const NEVER = 'never';
const LIFETIMES = [
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: '1 year' },
  { value: NEVER, label: 'Never' },
];

export interface ApiKeyCreate {
  name: string;
  expires_at?: string;
  /** Every permission of its owner when absent. */
  scopes?: string[];
}

export interface NewKeyDialogProps {
  /** Permissions to choose from. */
  choices: string[];
  /** What it may do when nothing is chosen. */
  otherwise: string;
  create: (body: ApiKeyCreate) => Promise<schemas.ApiKeyCreated>;
  onChange: () => unknown;
  onClose: () => void;
}

/** Make a key and show it, this once. */
export function NewKeyDialog({ choices, otherwise, create, onChange, onClose }: NewKeyDialogProps) {
  const make = useMutation({ mutationFn: create, onSuccess: onChange });
  const [name, setName] = useState('');
  const [days, setDays] = useState('90');
  const [scopes, setScopes] = useState<string[]>([]);
  const submit = () => make.mutate({ name, expires_at: expiry(days), scopes: scopes.length > 0 ? scopes : undefined });
  return (
    <Dialog title="New API key" onClose={onClose}>
      {make.data ? (
        <KeyShownOnce created={make.data} onClose={onClose} />
      ) : (
        <Form
          action="Create key"
          busy={make.isPending}
          error={fieldError(make.error, 'name') ? null : make.error}
          onSubmit={submit}
          onCancel={onClose}
        >
          <TextInput
            label="Name"
            description="What will use it, such as “nightly report”."
            value={name}
            maxLength={100}
            error={fieldError(make.error, 'name')}
            data-autofocus
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <MultiSelect
            label="May do"
            description={otherwise}
            data={choices.filter((permission) => permission !== 'admin')}
            value={scopes}
            searchable
            clearable
            clearButtonProps={{ 'aria-label': 'Choose nothing' }}
            onChange={setScopes}
          />
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

function expiry(days: string): string | undefined {
  return days === NEVER ? undefined : new Date(Date.now() + Number(days) * DAY_MS).toISOString();
}
