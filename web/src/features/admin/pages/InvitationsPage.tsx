import { Button } from '@mantine/core';
import { IconUserPlus } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';

import { useMay } from '@/lib/api/me';
import { formatDate } from '@/lib/format/time';
import { ConfirmDialog } from '@/ui/ConfirmDialog';
import { Status, type Tone } from '@/ui/status/Status';
import { EmptyState } from '@/ui/states/EmptyState';
import { ErrorState } from '@/ui/states/ErrorState';
import { Loading } from '@/ui/states/Loading';
import type { Column } from '@/ui/table/Rows';
import { VirtualRows } from '@/ui/table/VirtualRows';
import { toastDone, toastError } from '@/ui/toast';
import { When } from '@/ui/When';

import { adminKeys, invitationPagesQuery, revokeInvitation, type Invitation } from '../api';
import { AdminPage } from '../components/AdminPage';
import { InviteDialog } from '../components/InviteDialog';
import { usePaged } from '@/ui/table/usePaged';
import classes from './AdminPages.module.css';

const STATES: Record<Invitation['state'], { label: string; tone: Tone }> = {
  open: { label: 'Open', tone: 'running' },
  accepted: { label: 'Accepted', tone: 'done' },
  revoked: { label: 'Revoked', tone: 'queued' },
  expired: { label: 'Expired', tone: 'queued' },
};

/** Who was asked in, and what became of it. */
export function InvitationsPage() {
  const pages = useInfiniteQuery(invitationPagesQuery);
  const { items, more, isEmpty, foot } = usePaged(pages, 'invitation');
  const [inviting, setInviting] = useState(false);
  const [leaving, setLeaving] = useState<Invitation | null>(null);
  const mayWrite = useMay('users:write');
  const revoke = useRevoke(() => setLeaving(null));
  const columns = useMemo(() => columnsOf(mayWrite, setLeaving), [mayWrite]);
  const ask = mayWrite && (
    <Button leftSection={<IconUserPlus size={16} />} onClick={() => setInviting(true)}>
      Invite
    </Button>
  );
  return (
    <AdminPage title="Invitations" actions={!isEmpty && ask}>
      {pages.isPending && <Loading label="Loading invitations" heights={[240]} />}
      {pages.isError && !pages.data && (
        <ErrorState
          title="The invitations could not be loaded"
          error={pages.error}
          onRetry={() => void pages.refetch()}
        />
      )}
      {isEmpty && (
        <EmptyState title="Nobody was invited yet. Whoever is gets a letter and joins by its link.">{ask}</EmptyState>
      )}
      {items.length > 0 && (
        <VirtualRows
          caption="Invitations"
          columns={columns}
          rows={items}
          keyOf={({ id }) => id}
          onEnd={more}
          foot={foot}
        />
      )}
      <InviteDialog opened={inviting} onClose={() => setInviting(false)} />
      <ConfirmDialog
        opened={leaving !== null}
        title={`Revoke the invitation of ${leaving?.email ?? ''}?`}
        text="Its link stops working at once. They can be invited again."
        action="Revoke invitation"
        busy={revoke.isPending}
        onConfirm={() => leaving && revoke.mutate(leaving.id)}
        onClose={() => setLeaving(null)}
      />
    </AdminPage>
  );
}

function columnsOf(mayWrite: boolean, onRevoke: (invitation: Invitation) => void): Column<Invitation>[] {
  return [
    { name: 'E-mail', main: true, cell: ({ email }) => <span className={classes.name}>{email}</span> },
    { name: 'Role', cell: ({ role }) => role },
    { name: 'Sent', cell: ({ created_at: at }) => <When at={at} /> },
    { name: 'Until', from: 'middle', cell: ({ expires_at: at }) => formatDate(at) },
    { name: 'State', plain: true, cell: ({ state }) => <Status {...STATES[state]} /> },
    {
      name: 'Actions',
      plain: true,
      numeric: true,
      cell: (invitation) =>
        mayWrite &&
        invitation.state === 'open' && (
          <Button
            size="xs"
            variant="default"
            aria-label={`Revoke the invitation of ${invitation.email}`}
            onClick={() => onRevoke(invitation)}
          >
            Revoke
          </Button>
        ),
    },
  ];
}

function useRevoke(onDone: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: revokeInvitation,
    onSuccess: ({ email }) => {
      toastDone(`Revoked: ${email}`);
      onDone();
    },
    onError: (error) => toastError('The invitation was not revoked', error),
    onSettled: () => client.invalidateQueries({ queryKey: adminKeys.invitations }),
  });
}
