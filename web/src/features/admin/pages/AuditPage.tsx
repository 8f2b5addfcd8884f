import { Button } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useCallback, useMemo, useState } from 'react';

import { formatMoment, formatStamp } from '@/lib/format/time';
import { ExportMenu } from '@/ui/ExportMenu';
import { SidePanel } from '@/ui/SidePanel';
import { Status } from '@/ui/status/Status';
import { EmptyState } from '@/ui/states/EmptyState';
import { ErrorState } from '@/ui/states/ErrorState';
import { Loading } from '@/ui/states/Loading';
import { muted, rowLink, type Column } from '@/ui/table/Rows';
import { VirtualRows } from '@/ui/table/VirtualRows';
import { useRowKeys } from '@/ui/useRowKeys';

import { auditExportUrl, auditPagesQuery, entryQuery, type Entry } from '../api';
import { actorOf, cleared, isFiltered, OUTCOME_WORDS, queryOf } from '../audit';
import { AdminPage } from '../components/AdminPage';
import { AuditFilters } from '../components/AuditFilters';
import { AuditPanel } from '../components/AuditPanel';
import { ChainMark } from '../components/ChainMark';
import type { AuditSearch } from '../routes';
import { usePaged } from '@/ui/table/usePaged';
import classes from './AdminPages.module.css';

const route = getRouteApi('/shell/admin/audit');

/** Who did what: filtered, opened, exported, and known to be whole. */
export function AuditPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const set = useCallback(
    (part: Partial<AuditSearch>) =>
      void navigate({ search: (now) => ({ ...now, ...part }), replace: true, resetScroll: false }),
    [navigate],
  );
  const filter = useFilter(search);
  const pages = useInfiniteQuery(auditPagesQuery(filter));
  const { items, more, isEmpty, foot } = usePaged(pages, 'entry', 'entries');
  useRowKeys();
  return (
    <AdminPage
      title="Audit log"
      actions={<ExportMenu urlOf={(format) => auditExportUrl(filter, format)} />}
      meta={<ChainMark />}
    >
      <AuditFilters search={search} onChange={set} />
      {pages.isPending && <Loading label="Loading the audit log" heights={[480]} />}
      {pages.isError && !pages.data && (
        <ErrorState
          title="The audit log could not be loaded"
          error={pages.error}
          onRetry={() => void pages.refetch()}
        />
      )}
      {isEmpty && (
        <EmptyState title={isFiltered(search) ? 'No entries match' : 'Nothing was done yet.'}>
          {isFiltered(search) && (
            <Button variant="default" onClick={() => set(cleared)}>
              Clear filters
            </Button>
          )}
        </EmptyState>
      )}
      {items.length > 0 && (
        <VirtualRows
          caption="Audit log"
          columns={COLUMNS}
          rows={items}
          keyOf={({ id }) => id}
          current={search.open}
          onEnd={more}
          foot={foot}
        />
      )}
      <Panel id={search.open} listed={items} onClose={() => set({ open: undefined })} />
    </AdminPage>
  );
}

const COLUMNS: Column<Entry>[] = [
  {
    name: 'Time',
    plain: true,
    cell: ({ at }) => (
      <time dateTime={at} title={formatMoment(at)} className={muted}>
        {formatStamp(at)}
      </time>
    ),
  },
  {
    name: 'Action',
    main: true,
    cell: ({ id, action, resource }) => (
      <Link
        from="/admin/audit"
        search={(now) => ({ ...now, open: id })}
        replace
        resetScroll={false}
        className={rowLink}
        data-row
      >
        <span className={classes.name}>{action}</span> <code className={muted}>{resource}</code>
      </Link>
    ),
  },
  { name: 'Who', plain: true, cell: (entry) => actorOf(entry) },
  { name: 'From', from: 'wide', cell: ({ ip_address: address }) => address },
  {
    name: 'Outcome',
    plain: true,
    cell: ({ outcome }) => <Status {...OUTCOME_WORDS[outcome]} />,
  },
];

interface PanelProps {
  id: string | undefined;
  listed: Entry[];
  onClose: () => void;
}

function Panel({ id, listed, onClose }: PanelProps) {
  const inList = listed.find((entry) => entry.id === id);
  const read = useQuery({ ...entryQuery(id ?? ''), enabled: id !== undefined && !inList });
  const entry = inList ?? (id === undefined ? undefined : read.data);
  return (
    <SidePanel opened={id !== undefined} title={entry?.action ?? 'Entry'} onClose={onClose}>
      {entry && <AuditPanel entry={entry} />}
      {!entry && read.isPending && <Loading label="Loading the entry" heights={[240]} />}
      {!entry && read.isError && (
        <ErrorState title="The entry could not be loaded" error={read.error} onRetry={() => void read.refetch()} />
      )}
    </SidePanel>
  );
}

/** The filter as one value that stays the same until the address changes. */
function useFilter(search: AuditSearch) {
  const [openedAt] = useState(() => Date.now());
  const key = JSON.stringify({ ...search, open: undefined });
  return useMemo(() => queryOf(JSON.parse(key) as AuditSearch, openedAt), [key, openedAt]);
}
