import { Select } from '@mantine/core';
import type { schemas } from '@pilothouse/client';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';

import { Dialog } from '@/ui/Dialog';
import { Form } from '@/ui/Form';

import { KeyShownOnce } from './KeyShownOnce';

const OVERLAPS = [
  { value: '0', label: 'at once' },
  { value: '3600', label: 'in an hour' },
  { value: '86400', label: 'in a day' },
  { value: '604800', label: 'in a week' },
];

export interface KeyRotation {
  id: string;
  overlap_s: number;
}

export interface ReplaceKeyDialogProps {
  apiKey: schemas.ApiKeyRead;
  rotate: (rotation: KeyRotation) => Promise<schemas.ApiKeyCreated>;
  onChange: () => unknown;
  onClose: () => void;
}

/** Replace a key by a new one that may do the same. */
export function ReplaceKeyDialog({ apiKey, rotate, onChange, onClose }: ReplaceKeyDialogProps) {
  const [overlap, setOverlap] = useState('86400');
  const replace = useMutation({ mutationFn: rotate, onSuccess: onChange });
  return (
    <Dialog title={`Replace “${apiKey.name}”`} onClose={onClose}>
      {replace.data ? (
        <KeyShownOnce created={replace.data} onClose={onClose} />
      ) : (
        <Form
          action="Make the new key"
          busy={replace.isPending}
          error={replace.error}
          onSubmit={() => replace.mutate({ id: apiKey.id, overlap_s: Number(overlap) })}
          onCancel={onClose}
        >
          <p>A new key may do the same. Until the old one ends, both work.</p>
          <Select
            label="The old key ends"
            data={OVERLAPS}
            value={overlap}
            allowDeselect={false}
            onChange={(value) => setOverlap(value ?? '86400')}
          />
        </Form>
      )}
    </Dialog>
  );
}
