import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import type { ApiKey } from '@/lib/api/types';
import { formatDate } from '@/lib/format/time';
import { ConfirmDialog } from '@/ui/ConfirmDialog';
import { toastDone, toastError } from '@/ui/toast';
import { When } from '@/ui/When';

import { apiKeysQuery, revokeApiKey } from '../api';
import { Line, Lines } from './Lines';
import { ReplaceKeyDialog } from './ReplaceKeyDialog';

/** The keys there are, each with the way to end it. */
export function ApiKeyTable({ keys }: { keys: ApiKey[] }) {
  const [leaving, setLeaving] = useState<ApiKey | null>(null);
  const [replacing, setReplacing] = useState<ApiKey | null>(null);
  const revoke = useRevoke(() => setLeaving(null));
  return (
    <>
      <Lines label="API keys">
        {keys.map((key) => (
          <Line key={key.id} name={key.name} facts={factsOf(key)}>
            {!key.replaced_by_id && (
              <Button size="xs" variant="default" aria-label={`Replace ${key.name}`} onClick={() => setReplacing(key)}>
                Replace
              </Button>
            )}
            <Button size="xs" variant="default" aria-label={`Revoke ${key.name}`} onClick={() => setLeaving(key)}>
              Revoke
            </Button>
          </Line>
        ))}
      </Lines>
      <ConfirmDialog
        opened={leaving !== null}
        title={`Revoke “${leaving?.name ?? ''}”?`}
        text="Whatever uses this key is refused from now on. A key cannot be brought back."
        action="Revoke key"
        busy={revoke.isPending}
        onConfirm={() => leaving && revoke.mutate(leaving)}
        onClose={() => setLeaving(null)}
      />
      {replacing && <ReplaceKeyDialog apiKey={replacing} onClose={() => setReplacing(null)} />}
    </>
  );
}

function factsOf(key: ApiKey) {
  return [
    key.prefix && <code>{key.prefix}…</code>,
    key.scopes.includes('admin') ? 'may do everything' : key.scopes.join(', ') || 'may do nothing',
    <>
      created <When at={key.created_at} />
    </>,
    key.last_used_at ? (
      <>
        used <When at={key.last_used_at} />
      </>
    ) : (
      'never used'
    ),
    key.expires_at ? `expires ${formatDate(key.expires_at)}` : 'does not expire',
  ];
}

function useRevoke(onDone: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (key: ApiKey) => revokeApiKey(key.id),
    onSuccess: (_answer, key) => {
      toastDone(`Revoked: ${key.name}`);
      onDone();
    },
    onError: (error) => toastError('The key was not revoked', error),
    onSettled: () => client.invalidateQueries({ queryKey: apiKeysQuery.queryKey }),
  });
}
