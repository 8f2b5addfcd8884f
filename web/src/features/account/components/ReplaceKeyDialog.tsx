import { Select } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import type { ApiKey } from '@/lib/api/types';
import { Form } from '@/ui/Form';

import { apiKeysQuery, rotateApiKey } from '../api';
import { Dialog } from './Dialog';
import { KeyShownOnce } from './KeyShownOnce';

const OVERLAPS = [
  { value: '0', label: 'at once' },
  { value: '3600', label: 'in an hour' },
  { value: '86400', label: 'in a day' },
  { value: '604800', label: 'in a week' },
];

/** Replace a key by a new one that may do the same. */
export function ReplaceKeyDialog({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const client = useQueryClient();
  const [overlap, setOverlap] = useState('86400');
  const rotate = useMutation({
    mutationFn: rotateApiKey,
    onSuccess: () => client.invalidateQueries({ queryKey: apiKeysQuery.queryKey }),
  });
  return (
    <Dialog title={`Replace “${apiKey.name}”`} onClose={onClose}>
      {rotate.data ? (
        <KeyShownOnce created={rotate.data} onClose={onClose} />
      ) : (
        <Form
          action="Make the new key"
          busy={rotate.isPending}
          error={rotate.error}
          onSubmit={() => rotate.mutate({ id: apiKey.id, overlap_s: Number(overlap) })}
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
