import { Button } from '@mantine/core';
import type { schemas } from '@pilothouse/client';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';

import { formatDate } from '@/lib/format/time';
import { ConfirmDialog } from '@/ui/ConfirmDialog';
import { Line, Lines } from '@/ui/Lines';
import { toastDone, toastError } from '@/ui/toast';
import { When } from '@/ui/When';

import { ReplaceKeyDialog, type KeyRotation } from './ReplaceKeyDialog';

export interface KeyLinesProps {
  keys: schemas.ApiKeyRead[];
  rotate: (rotation: KeyRotation) => Promise<schemas.ApiKeyCreated>;
  revoke: (id: string) => Promise<unknown>;
  onChange: () => unknown;
}

/** The keys there are, each with the ways to replace and to end it. */
export function KeyLines({ keys, rotate, revoke, onChange }: KeyLinesProps) {
  const [leaving, setLeaving] = useState<schemas.ApiKeyRead | null>(null);
  const [replacing, setReplacing] = useState<schemas.ApiKeyRead | null>(null);
  const end = useMutation({
    mutationFn: (key: schemas.ApiKeyRead) => revoke(key.id),
    onSuccess: (_answer, key) => {
      toastDone(`Revoked: ${key.name}`);
      setLeaving(null);
    },
    onError: (error) => toastError('The key was not revoked', error),
    onSettled: onChange,
  });
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
        busy={end.isPending}
        onConfirm={() => leaving && end.mutate(leaving)}
        onClose={() => setLeaving(null)}
      />
      {replacing && (
        <ReplaceKeyDialog apiKey={replacing} rotate={rotate} onChange={onChange} onClose={() => setReplacing(null)} />
      )}
    </>
  );
}

function factsOf(key: schemas.ApiKeyRead) {
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
