import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useCallback, useMemo, useState } from 'react';

import type { SecurityEvent } from '@/lib/api/security';
import { formatMoment, formatStamp } from '@/lib/format/time';
import { Freshness } from '@/ui/Freshness';
import { LinkButton } from '@/ui/LinkButton';
import { Severity } from '@/ui/severity/Severity';
import { SidePanel } from '@/ui/SidePanel';
import { EmptyState } from '@/ui/states/EmptyState';
import { ErrorState } from '@/ui/states/ErrorState';
import { Loading } from '@/ui/states/Loading';
import { Status } from '@/ui/status/Status';
import { muted, rowLink, type Column } from '@/ui/table/Rows';
import { usePaged } from '@/ui/table/usePaged';
import { VirtualRows } from '@/ui/table/VirtualRows';
import { useRowKeys } from '@/ui/useRowKeys';

import { eventQuery } from '../api';
import { EventFilters } from '../components/EventFilters';
import { EventPanel } from '../components/EventPanel';
import classes from '../components/Security.module.css';
import { SecurityPage } from '../components/SecurityPage';
import { TrendChart } from '../components/TrendChart';
import { cleared, isFiltered, queryOf } from '../filter';
import type { EventsSearch } from '../routes';
import { useEvents } from '../useEvents';
import { usePanelKeys } from '../usePanelKeys';
import { PLACES, statusOf } from '../words';

const route = getRouteApi('/shell/security/events');

/** What was seen in texts and what was done about it: over time, filtered, opened. */
export function EventsPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const set = useCallback(
    (part: EventsSearch) =>
      void navigate({ search: (now) => ({ ...now, ...part }), replace: true, resetScroll: false }),
    [navigate],
  );
  const { pages, waiting } = useEvents(useFilter(search));
  const { items, more, isEmpty, foot } = usePaged(pages, 'event');
  useRowKeys();
  usePanelKeys(items, search.open, (open) => set({ open }));
  const showNew = () => {
    window.scrollTo({ top: 0 });
    void pages.refetch();
  };
  const isBare = isEmpty && !isFiltered(search);
  return (
    <SecurityPage title="Security events" meta={<Freshness at={pages.dataUpdatedAt} />}>
      {!isBare && <TrendChart search={search} onChange={set} />}
      {!isBare && <EventFilters search={search} onChange={set} />}
      {pages.isPending && <Loading label="Loading events" heights={[480]} />}
      {pages.isError && !pages.data && (
        <ErrorState title="The events could not be loaded" error={pages.error} onRetry={() => void pages.refetch()} />
      )}
      {isEmpty && <Nothing isFiltered={!isBare} onClear={() => set(cleared)} />}
      {items.length > 0 && (
        <div>
          {waiting > 0 && (
            <div className={classes.bar}>
              <button type="button" className={classes.new} onClick={showNew}>
                {waiting} new
              </button>
            </div>
          )}
          <VirtualRows
            caption="Security events"
            columns={COLUMNS}
            rows={items}
            keyOf={({ id }) => id}
            current={search.open}
            onEnd={more}
            foot={foot}
          />
        </div>
      )}
      <Panel id={search.open} listed={items} onClose={() => set({ open: undefined })} />
    </SecurityPage>
  );
}

const COLUMNS: Column<SecurityEvent>[] = [
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
    name: 'What',
    main: true,
    cell: ({ id, title, evidence }) => (
      <Link
        from="/security/events"
        to="/security/events"
        search={(now) => ({ ...now, open: id })}
        replace
        resetScroll={false}
        className={rowLink}
        data-row
      >
        <span className={classes.name}>{title}</span> <span className={muted}>{evidence}</span>
      </Link>
    ),
  },
  {
    name: 'Place',
    plain: true,
    from: 'middle',
    cell: ({ where, tool, agent }) => (
      <>
        {PLACES[where]} <span className={muted}>{tool ?? agent}</span>
      </>
    ),
  },
  { name: 'Severity', plain: true, cell: ({ severity }) => <Severity value={severity} /> },
  { name: 'What was done', plain: true, cell: ({ action }) => <Status {...statusOf(action)} /> },
];

function Nothing({ isFiltered: filtered, onClear }: { isFiltered: boolean; onClear: () => void }) {
  if (filtered) {
    return (
      <EmptyState title="No events match">
        <Button variant="default" onClick={onClear}>
          Clear filters
        </Button>
      </EmptyState>
    );
  }
  return (
    <EmptyState title="Nothing suspicious was seen yet. What agents, tools and people write is read as it passes, and whatever is found stands here.">
      <LinkButton to="/security/try">Try a text</LinkButton>
      <LinkButton to="/security/policies" variant="default">
        See the policies
      </LinkButton>
    </EmptyState>
  );
}

interface PanelProps {
  id: string | undefined;
  listed: SecurityEvent[];
  onClose: () => void;
}

function Panel({ id, listed, onClose }: PanelProps) {
  const inList = listed.find((event) => event.id === id);
  const read = useQuery({ ...eventQuery(id ?? ''), enabled: id !== undefined && !inList });
  const event = inList ?? (id === undefined ? undefined : read.data);
  return (
    <SidePanel opened={id !== undefined} title={event?.title ?? 'Event'} onClose={onClose}>
      {event && <EventPanel event={event} />}
      {!event && read.isPending && <Loading label="Loading the event" heights={[240]} />}
      {!event && read.isError && (
        <ErrorState title="The event could not be loaded" error={read.error} onRetry={() => void read.refetch()} />
      )}
    </SidePanel>
  );
}

/** The filter as one value that stays the same until the address changes what is asked for. */
function useFilter(search: EventsSearch) {
  const [openedAt] = useState(() => Date.now());
  const key = JSON.stringify({ ...search, open: undefined, span: undefined, by: undefined });
  return useMemo(() => queryOf(JSON.parse(key) as EventsSearch, openedAt), [key, openedAt]);
}
