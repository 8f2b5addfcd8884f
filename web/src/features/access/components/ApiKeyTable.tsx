import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import type { ApiKey } from '@/lib/api/types';
import { formatDate } from '@/lib/format/time';
import { ConfirmDialog } from '@/ui/ConfirmDialog';
import { toastDone, toastError } from '@/ui/toast';
import { When } from '@/ui/When';

import { apiKeysQuery, revokeApiKey } from '../api';
import classes from './ApiKeyTable.module.css';

/** The keys there are, each with the way to end it. */
export function ApiKeyTable({ keys }: { keys: ApiKey[] }) {
  const [leaving, setLeaving] = useState<ApiKey | null>(null);
  const revoke = useRevoke(() => setLeaving(null));
  return (
    <>
      <ul className={classes.keys}>
        {keys.map((key) => (
          <li key={key.id} className={classes.key}>
            <div className={classes.text}>
              <span className={classes.name}>{key.name}</span>
              <span className={classes.meta}>
                {key.prefix && <code>{key.prefix}…</code>}
                <span>
                  created <When at={key.created_at} />
                </span>
                <span>
                  {key.last_used_at ? (
                    <>
                      used <When at={key.last_used_at} />
                    </>
                  ) : (
                    'never used'
                  )}
                </span>
                <span>{key.expires_at ? `expires ${formatDate(key.expires_at)}` : 'does not expire'}</span>
              </span>
            </div>
            <Button
              size="xs"
              variant="default"
              flex="none"
              aria-label={`Revoke ${key.name}`}
              onClick={() => setLeaving(key)}
            >
              Revoke
            </Button>
          </li>
        ))}
      </ul>
      <ConfirmDialog
        opened={leaving !== null}
        title={`Revoke “${leaving?.name ?? ''}”?`}
        text="Whatever uses this key is refused from now on. A key cannot be brought back."
        action="Revoke key"
        busy={revoke.isPending}
        onConfirm={() => leaving && revoke.mutate(leaving)}
        onClose={() => setLeaving(null)}
      />
    </>
  );
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
