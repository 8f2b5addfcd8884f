import { Button } from '@mantine/core';
import { IconRobot, IconUserPlus } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useCallback, useState } from 'react';

import { useMay } from '@/lib/api/me';
import { FilterBar } from '@/ui/filter/FilterBar';
import { FilterPicker } from '@/ui/filter/FilterPicker';
import { SearchField } from '@/ui/SearchField';
import { SidePanel } from '@/ui/SidePanel';
import { Status } from '@/ui/status/Status';
import { EmptyState } from '@/ui/states/EmptyState';
import { ErrorState } from '@/ui/states/ErrorState';
import { Loading } from '@/ui/states/Loading';
import { muted, rowLink, type Column } from '@/ui/table/Rows';
import { VirtualRows } from '@/ui/table/VirtualRows';
import { useRowKeys } from '@/ui/useRowKeys';
import { When } from '@/ui/When';

import { rolesQuery, userPagesQuery, userQuery, type User } from '../api';
import { AdminPage } from '../components/AdminPage';
import { InviteDialog } from '../components/InviteDialog';
import { SecondFactorSwitch } from '../components/SecondFactorSwitch';
import { ServiceAccountDialog } from '../components/ServiceAccountDialog';
import { UserPanel } from '../components/UserPanel';
import type { UsersSearch } from '../routes';
import { usePaged } from '@/ui/table/usePaged';
import classes from './AdminPages.module.css';

const route = getRouteApi('/shell/admin/users');
const KINDS = [
  { value: 'person', label: 'People' },
  { value: 'service', label: 'Service accounts' },
];
const STATUSES = [
  { value: 'active', label: 'Active' },
  { value: 'inactive', label: 'Deactivated' },
];

const UNFILTERED = { role: undefined, status: undefined, kind: undefined };

/** Who is in the organization, and what can be done about each. */
export function UsersPage() {
  const search = route.useSearch();
  const { q, role, status, kind, open } = search;
  const set = useSet();
  const isActive = status && status === 'active';
  const pages = useInfiniteQuery(userPagesQuery({ q, role, kind, is_active: isActive }));
  const { items, more, isEmpty, foot } = usePaged(pages, 'user');
  const [inviting, setInviting] = useState(false);
  const [isMaking, setMaking] = useState(false);
  const mayWrite = useMay('users:write');
  useRowKeys();
  return (
    <AdminPage
      title="Users"
      actions={
        mayWrite && (
          <>
            <Button variant="default" leftSection={<IconRobot size={16} />} onClick={() => setMaking(true)}>
              New service account
            </Button>
            <Button leftSection={<IconUserPlus size={16} />} onClick={() => setInviting(true)}>
              Invite
            </Button>
          </>
        )
      }
    >
      <SecondFactorSwitch />
      <Filters search={search} onChange={set} />
      {pages.isPending && <Loading label="Loading users" heights={[320]} />}
      {pages.isError && !pages.data && (
        <ErrorState title="The users could not be loaded" error={pages.error} onRetry={() => void pages.refetch()} />
      )}
      {isEmpty && (
        <EmptyState title="No users match">
          <Button variant="default" onClick={() => set({ q: undefined, ...UNFILTERED })}>
            Clear filters
          </Button>
        </EmptyState>
      )}
      {items.length > 0 && (
        <VirtualRows
          caption="Users"
          columns={COLUMNS}
          rows={items}
          keyOf={({ id }) => id}
          current={open}
          onEnd={more}
          foot={foot}
        />
      )}
      <Panel id={open} listed={items} mayWrite={mayWrite} onClose={() => set({ open: undefined })} />
      <InviteDialog opened={inviting} onClose={() => setInviting(false)} />
      {isMaking && (
        <ServiceAccountDialog
          onMade={({ id }) => {
            setMaking(false);
            set({ open: id });
          }}
          onClose={() => setMaking(false)}
        />
      )}
    </AdminPage>
  );
}

function useSet() {
  const navigate = route.useNavigate();
  return useCallback(
    (part: Partial<UsersSearch>) =>
      void navigate({ search: (now) => ({ ...now, ...part }), replace: true, resetScroll: false }),
    [navigate],
  );
}

function Filters({ search: { q, role, status, kind }, onChange }: FiltersProps) {
  const roles = useQuery(rolesQuery);
  const find = useCallback((text: string) => onChange({ q: text || undefined }), [onChange]);
  return (
    <div className={classes.filters}>
      <SearchField className={classes.search} label="Find a name or e-mail" value={q ?? ''} onSearch={find} />
      <FilterBar
        isFiltered={role !== undefined || status !== undefined || kind !== undefined}
        onClear={() => onChange(UNFILTERED)}
      >
        <FilterPicker
          single
          label="Role"
          choices={(roles.data ?? []).map(({ name }) => ({ value: name, label: name }))}
          chosen={role ? [role] : []}
          onChoose={([next]) => onChange({ role: next })}
        />
        <FilterPicker
          single
          label="Kind"
          choices={KINDS}
          chosen={kind ? [kind] : []}
          onChoose={([next]) => onChange({ kind: next as UsersSearch['kind'] })}
        />
        <FilterPicker
          single
          label="Status"
          choices={STATUSES}
          chosen={status ? [status] : []}
          onChoose={([next]) => onChange({ status: next as UsersSearch['status'] })}
        />
      </FilterBar>
    </div>
  );
}

interface FiltersProps {
  search: UsersSearch;
  onChange: (part: Partial<UsersSearch>) => void;
}

const COLUMNS: Column<User>[] = [
  {
    name: 'User',
    main: true,
    cell: ({ id, name, email, kind }) => (
      <Link
        from="/admin/users"
        search={(now) => ({ ...now, open: id })}
        replace
        resetScroll={false}
        className={rowLink}
        data-row
      >
        <span className={classes.name}>{name}</span>{' '}
        <span className={muted}>{kind === 'service' ? 'service account' : email}</span>
      </Link>
    ),
  },
  { name: 'Roles', cell: ({ roles }) => roles.join(', ') || 'none' },
  { name: 'Teams', from: 'wide', cell: ({ teams }) => teams.join(', ') },
  { name: 'Last seen', cell: ({ last_seen_at: at }) => (at ? <When at={at} /> : 'never') },
  { name: 'Status', plain: true, cell: (user) => <UserStatus user={user} /> },
];

function UserStatus({ user }: { user: User }) {
  return user.is_active ? <Status tone="done" label="Active" /> : <Status tone="queued" label="Deactivated" />;
}

interface PanelProps {
  id: string | undefined;
  listed: User[];
  mayWrite: boolean;
  onClose: () => void;
}

function Panel({ id, listed, mayWrite, onClose }: PanelProps) {
  const inList = listed.find((user) => user.id === id);
  const read = useQuery({ ...userQuery(id ?? ''), enabled: id !== undefined && !inList });
  const user = inList ?? (id === undefined ? undefined : read.data);
  return (
    <SidePanel opened={id !== undefined} title={user?.name ?? 'User'} onClose={onClose}>
      {user && <UserPanel key={user.id} user={user} mayWrite={mayWrite} onGone={onClose} />}
      {!user && read.isPending && <Loading label="Loading the user" heights={[240]} />}
      {!user && read.isError && (
        <ErrorState title="The user could not be loaded" error={read.error} onRetry={() => void read.refetch()} />
      )}
    </SidePanel>
  );
}
