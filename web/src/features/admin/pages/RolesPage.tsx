import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { useMay } from '@/lib/api/me';
import { ConfirmDialog } from '@/ui/ConfirmDialog';
import { ErrorState } from '@/ui/states/ErrorState';
import { Loading } from '@/ui/states/Loading';
import { toastError, toastUndo } from '@/ui/toast';

import { adminKeys, createRole, deleteRole, permissionsQuery, rolesQuery, type Role } from '../api';
import { AdminPage } from '../components/AdminPage';
import { RoleDialog } from '../components/RoleDialog';
import { RoleMatrix } from '../components/RoleMatrix';

/** What each role may do, side by side. */
export function RolesPage() {
  const roles = useQuery(rolesQuery);
  const permissions = useQuery(permissionsQuery);
  const [edited, setEdited] = useState<Role | 'new' | null>(null);
  const [leaving, setLeaving] = useState<Role | null>(null);
  const remove = useRemove(() => setLeaving(null));
  const mayWrite = useMay('users:write');
  const failed = [roles, permissions].find((query) => query.isError && !query.data);
  return (
    <AdminPage
      title="Roles"
      actions={
        mayWrite && (
          <Button leftSection={<IconPlus size={16} />} onClick={() => setEdited('new')}>
            New role
          </Button>
        )
      }
    >
      {failed && (
        <ErrorState
          title="The roles could not be loaded"
          error={failed.error}
          onRetry={() => void Promise.all([roles.refetch(), permissions.refetch()])}
        />
      )}
      {!failed && !(roles.data && permissions.data) && <Loading label="Loading roles" heights={[560]} />}
      {roles.data && permissions.data && (
        <RoleMatrix
          roles={roles.data}
          permissions={permissions.data}
          mayWrite={mayWrite}
          onEdit={setEdited}
          onRemove={setLeaving}
        />
      )}
      {edited && permissions.data && (
        <RoleDialog
          role={edited === 'new' ? undefined : edited}
          permissions={permissions.data}
          onClose={() => setEdited(null)}
        />
      )}
      <ConfirmDialog
        opened={leaving !== null}
        title={`Delete the role ${leaving?.name ?? ''}?`}
        text="Nobody holds it. Open invitations to it stop working."
        action="Delete role"
        busy={remove.isPending}
        onConfirm={() => leaving && remove.mutate(leaving)}
        onClose={() => setLeaving(null)}
      />
    </AdminPage>
  );
}

function useRemove(onDone: () => void) {
  const client = useQueryClient();
  const again = () => client.invalidateQueries({ queryKey: adminKeys.roles });
  const restore = useMutation({
    mutationFn: createRole,
    onError: (error) => toastError('The role was not restored', error),
    onSettled: again,
  });
  return useMutation({
    mutationFn: (role: Role) => deleteRole(role.id),
    onSuccess: (_answer, { name, permissions }) => {
      onDone();
      toastUndo(`Deleted: ${name}`, () => restore.mutate({ name, permissions }));
    },
    onError: (error) => toastError('The role was not deleted', error),
    onSettled: again,
  });
}
