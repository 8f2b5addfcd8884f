import { SegmentedControl } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useCallback } from 'react';

import { formatCount } from '@/lib/format/number';
import { Freshness } from '@/ui/Freshness';
import { LinkButton } from '@/ui/LinkButton';
import { Severity } from '@/ui/severity/Severity';
import { SidePanel } from '@/ui/SidePanel';
import { EmptyState } from '@/ui/states/EmptyState';
import { ErrorState } from '@/ui/states/ErrorState';
import { Loading } from '@/ui/states/Loading';
import { Status } from '@/ui/status/Status';
import { rowLink, type Column } from '@/ui/table/Rows';
import { usePaged } from '@/ui/table/usePaged';
import { VirtualRows } from '@/ui/table/VirtualRows';
import { useRowKeys } from '@/ui/useRowKeys';
import { When } from '@/ui/When';

import { incidentPagesQuery, incidentQuery, type Incident, type IncidentFilter } from '../api';
import { IncidentPanel } from '../components/IncidentPanel';
import classes from '../components/Security.module.css';
import { SecurityPage } from '../components/SecurityPage';
import { Source } from '../components/Source';
import { INCIDENT_STATES } from '../incidents';
import type { IncidentsSearch } from '../routes';
import { usePanelKeys } from '../usePanelKeys';

const route = getRouteApi('/shell/security/incidents');
const REFRESH_MS = 5000;
const VIEWS = [
  { value: 'open', label: 'Open' },
  { value: 'acknowledged', label: 'Acknowledged' },
  { value: 'resolved', label: 'Resolved' },
  { value: 'all', label: 'All' },
];
const EMPTY: Record<string, string> = {
  open: 'No incident is open. Events that somebody should look at come together here, by detector and source.',
  acknowledged: 'Nobody is at work on an incident.',
  resolved: 'No incident has been resolved yet.',
  all: 'There was no incident yet. Events that somebody should look at come together here, by detector and source.',
};

/** Events that belong together, and how far people are with them. */
export function IncidentsPage() {
  const { status = 'open', open } = route.useSearch();
  const navigate = route.useNavigate();
  const set = useCallback(
    (part: IncidentsSearch) =>
      void navigate({ search: (now) => ({ ...now, ...part }), replace: true, resetScroll: false }),
    [navigate],
  );
  const filter: IncidentFilter = { status: status === 'all' ? undefined : status };
  const pages = useInfiniteQuery({ ...incidentPagesQuery(filter), refetchInterval: REFRESH_MS });
  const { items, more, isEmpty, foot } = usePaged(pages, 'incident');
  useRowKeys();
  usePanelKeys(items, open, (id) => set({ open: id }));
  return (
    <SecurityPage title="Incidents" meta={<Freshness at={pages.dataUpdatedAt} />}>
      <div className={classes.row}>
        <SegmentedControl
          aria-label="Which incidents"
          data={VIEWS}
          value={status}
          onChange={(value) =>
            set({ status: value === 'open' ? undefined : (value as IncidentsSearch['status']), open: undefined })
          }
        />
      </div>
      {pages.isPending && <Loading label="Loading incidents" heights={[320]} />}
      {pages.isError && !pages.data && (
        <ErrorState
          title="The incidents could not be loaded"
          error={pages.error}
          onRetry={() => void pages.refetch()}
        />
      )}
      {isEmpty && (
        <EmptyState title={EMPTY[status] ?? ''}>
          <LinkButton to="/security/events" variant="default">
            All events
          </LinkButton>
        </EmptyState>
      )}
      {items.length > 0 && (
        <VirtualRows
          caption="Incidents"
          columns={COLUMNS}
          rows={items}
          keyOf={({ id }) => id}
          current={open}
          onEnd={more}
          foot={foot}
        />
      )}
      <Panel id={open} listed={items} onClose={() => set({ open: undefined })} />
    </SecurityPage>
  );
}

const COLUMNS: Column<Incident>[] = [
  {
    name: 'Incident',
    main: true,
    cell: ({ id, title, detector }) => (
      <Link
        from="/security/incidents"
        to="/security/incidents"
        search={(now) => ({ ...now, open: id })}
        replace
        resetScroll={false}
        className={rowLink}
        data-row
      >
        <span className={classes.name}>{title}</span> <code className={classes.muted}>{detector}</code>
      </Link>
    ),
  },
  { name: 'From', plain: true, cell: (incident) => <Source incident={incident} /> },
  { name: 'Events', numeric: true, cell: ({ events }) => formatCount(events) },
  { name: 'Last seen', cell: ({ last_at: at }) => <When at={at} /> },
  { name: 'Severity', plain: true, cell: ({ severity }) => <Severity value={severity} /> },
  { name: 'Status', plain: true, cell: ({ status }) => <Status {...INCIDENT_STATES[status]} /> },
];

interface PanelProps {
  id: string | undefined;
  listed: Incident[];
  onClose: () => void;
}

/** The open incident stays open when, by being worked on, it leaves the list. */
function Panel({ id, listed, onClose }: PanelProps) {
  const inList = listed.find((incident) => incident.id === id);
  const read = useQuery({ ...incidentQuery(id ?? ''), enabled: id !== undefined && !inList });
  const incident = inList ?? (id === undefined ? undefined : read.data);
  return (
    <SidePanel opened={id !== undefined} title={incident?.title ?? 'Incident'} onClose={onClose}>
      {incident && <IncidentPanel incident={incident} />}
      {!incident && read.isPending && <Loading label="Loading the incident" heights={[240]} />}
      {!incident && read.isError && (
        <ErrorState title="The incident could not be loaded" error={read.error} onRetry={() => void read.refetch()} />
      )}
    </SidePanel>
  );
}
