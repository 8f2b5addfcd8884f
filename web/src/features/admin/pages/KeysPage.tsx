import { Button } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';

import { useMay } from '@/lib/api/me';
import { formatDate } from '@/lib/format/time';
import { ConfirmDialog } from '@/ui/ConfirmDialog';
import { LinkButton } from '@/ui/LinkButton';
import { Status } from '@/ui/status/Status';
import { EmptyState } from '@/ui/states/EmptyState';
import { ErrorState } from '@/ui/states/ErrorState';
import { Loading } from '@/ui/states/Loading';
import { muted, type Column } from '@/ui/table/Rows';
import { VirtualRows } from '@/ui/table/VirtualRows';
import { toastDone, toastError } from '@/ui/toast';
import { When } from '@/ui/When';

import { adminKeys, keyPagesQuery, revokeKey, type OwnedKey } from '../api';
import { AdminPage } from '../components/AdminPage';
import { standingOf } from '../keys';
import { usePaged } from '@/ui/table/usePaged';
import classes from './AdminPages.module.css';

/** Every API key of the organization: whose it is, what it may do, when it was used. */
export function KeysPage() {
  const pages = useInfiniteQuery(keyPagesQuery);
  const { items, more, isEmpty, foot } = usePaged(pages, 'key');
  const [leaving, setLeaving] = useState<OwnedKey | null>(null);
  const mayWrite = useMay('users:write');
  const revoke = useRevoke(() => setLeaving(null));
  const columns = useMemo(() => columnsOf(mayWrite, setLeaving), [mayWrite]);
  return (
    <AdminPage title="API keys">
      {pages.isPending && <Loading label="Loading API keys" heights={[320]} />}
      {pages.isError && !pages.data && (
        <ErrorState title="The API keys could not be loaded" error={pages.error} onRetry={() => void pages.refetch()} />
      )}
      {isEmpty && (
        <EmptyState title="Nobody has made an API key yet. Everybody makes their own.">
          <LinkButton to="/account">Create an API key</LinkButton>
        </EmptyState>
      )}
      {items.length > 0 && (
        <VirtualRows
          caption="API keys"
          columns={columns}
          rows={items}
          keyOf={({ id }) => id}
          onEnd={more}
          foot={foot}
        />
      )}
      <ConfirmDialog
        opened={leaving !== null}
        title={`Revoke “${leaving?.name ?? ''}” of ${leaving?.owner_name ?? ''}?`}
        text="Whatever uses this key is refused from now on. A key cannot be brought back."
        action="Revoke key"
        busy={revoke.isPending}
        onConfirm={() => leaving && revoke.mutate(leaving.id)}
        onClose={() => setLeaving(null)}
      />
    </AdminPage>
  );
}

function columnsOf(mayWrite: boolean, onRevoke: (key: OwnedKey) => void): Column<OwnedKey>[] {
  return [
    {
      name: 'Key',
      main: true,
      cell: ({ name, prefix }) => (
        <>
          <span className={classes.name}>{name}</span> <code className={muted}>{prefix}…</code>
        </>
      ),
    },
    { name: 'Owner', cell: ({ owner_name: name, owner_email: email }) => <span title={email}>{name}</span> },
    { name: 'May', from: 'wide', cell: ({ scopes }) => <Scopes scopes={scopes} /> },
    { name: 'Used', cell: ({ last_used_at: at }) => (at ? <When at={at} /> : 'never') },
    { name: 'Ends', from: 'middle', cell: ({ expires_at: at }) => (at ? formatDate(at) : 'never') },
    { name: 'State', plain: true, cell: (key) => <Status {...standingOf(key)} /> },
    {
      name: 'Actions',
      plain: true,
      numeric: true,
      cell: (key) =>
        mayWrite &&
        standingOf(key).isInForce && (
          <Button
            size="xs"
            variant="default"
            aria-label={`Revoke ${key.name} of ${key.owner_name}`}
            onClick={() => onRevoke(key)}
          >
            Revoke
          </Button>
        ),
    },
  ];
}

function Scopes({ scopes }: { scopes: string[] }) {
  if (scopes.includes('admin')) return 'everything';
  const [first, second, ...rest] = scopes;
  const shown = [first, second].filter(Boolean).join(', ');
  return <span title={scopes.join(', ')}>{rest.length > 0 ? `${shown} and ${rest.length} more` : shown}</span>;
}

function useRevoke(onDone: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: revokeKey,
    onSuccess: ({ name, owner_name: owner }) => {
      toastDone(`Revoked: ${name} of ${owner}`);
      onDone();
    },
    onError: (error) => toastError('The key was not revoked', error),
    onSettled: () => client.invalidateQueries({ queryKey: adminKeys.keys }),
  });
}
