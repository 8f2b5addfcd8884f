import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useCallback } from 'react';

import type { Family } from '@/lib/api/security';
import { countOf, formatCount } from '@/lib/format/number';
import { formatClock } from '@/lib/format/time';
import { Facts } from '@/ui/Facts';
import { SearchField } from '@/ui/SearchField';
import { Section } from '@/ui/Section';
import { Severity } from '@/ui/severity/Severity';
import { SidePanel } from '@/ui/SidePanel';
import { EmptyState } from '@/ui/states/EmptyState';
import { ErrorState } from '@/ui/states/ErrorState';
import { Loading } from '@/ui/states/Loading';
import { Status } from '@/ui/status/Status';
import { rowLink, Rows, type Column } from '@/ui/table/Rows';
import { useRowKeys } from '@/ui/useRowKeys';

import { detectorsQuery, type Detector } from '../api';
import { FindingBody } from '../components/FindingBody';
import classes from '../components/Security.module.css';
import { SecurityPage } from '../components/SecurityPage';
import type { DetectorsSearch } from '../routes';
import { FAMILIES } from '../words';

const route = getRouteApi('/shell/security/detectors');

/** What is looked for, and whether each detector finds its own sample. */
export function DetectorsPage() {
  const { q = '', open } = route.useSearch();
  const navigate = route.useNavigate();
  const read = useQuery(detectorsQuery);
  const detectors = read.data?.detectors ?? [];
  const opened = detectors.find(({ id }) => id === open);
  const matching = detectors.filter(({ id, title }) => `${id} ${title}`.toLowerCase().includes(q.toLowerCase()));
  const set = useCallback(
    (part: DetectorsSearch) =>
      void navigate({ search: (now) => ({ ...now, ...part }), replace: true, resetScroll: false }),
    [navigate],
  );
  const find = useCallback((text: string) => set({ q: text || undefined }), [set]);
  useRowKeys();
  return (
    <SecurityPage title="Detectors" meta={read.data && <Summary {...read.data} />}>
      {read.isPending && <Loading label="Loading detectors" heights={[240, 240]} />}
      {read.isError && !read.data && (
        <ErrorState title="The detectors could not be loaded" error={read.error} onRetry={() => void read.refetch()} />
      )}
      {read.data && <SearchField className={classes.search} label="Find a detector" value={q} onSearch={find} />}
      {(Object.keys(FAMILIES) as Family[]).map((family) => (
        <FamilySection key={family} family={family} detectors={matching} current={open} />
      ))}
      {read.data && matching.length === 0 && (
        <EmptyState title="No detectors match">
          <Button variant="default" onClick={() => set({ q: undefined })}>
            Clear search
          </Button>
        </EmptyState>
      )}
      <SidePanel
        opened={opened !== undefined}
        title={opened?.title ?? 'Detector'}
        onClose={() => set({ open: undefined })}
      >
        {opened && <DetectorPanel detector={opened} />}
      </SidePanel>
    </SecurityPage>
  );
}

interface SummaryProps {
  detectors: Detector[];
  engine: string;
  checked_at: string;
}

function Summary({ detectors, engine, checked_at: at }: SummaryProps) {
  const working = detectors.filter(({ operational }) => operational).length;
  return (
    <span>{`${formatCount(working)} of ${countOf(detectors.length, 'detector')} found their own sample at ${formatClock(at)}, with ${engine}`}</span>
  );
}

function FamilySection({ family, detectors, current }: { family: Family; detectors: Detector[]; current?: string }) {
  const own = detectors.filter((detector) => detector.family === family);
  if (own.length === 0) return null;
  return (
    <Section title={FAMILIES[family]} note={countOf(own.length, 'detector')}>
      <Rows caption={FAMILIES[family]} columns={COLUMNS} rows={own} keyOf={({ id }) => id} current={current} links />
    </Section>
  );
}

const COLUMNS: Column<Detector>[] = [
  {
    name: 'Detector',
    main: true,
    cell: ({ id, title }) => (
      <Link
        from="/security/detectors"
        to="/security/detectors"
        search={(now) => ({ ...now, open: id })}
        replace
        resetScroll={false}
        className={rowLink}
        data-row
      >
        <span className={classes.name}>{title}</span> <code className={classes.muted}>{id}</code>
      </Link>
    ),
  },
  { name: 'Severity', plain: true, cell: ({ severity }) => <Severity value={severity} /> },
  { name: 'Events, 7 days', numeric: true, cell: ({ events_7d: events }) => formatCount(events) },
  { name: 'State', plain: true, cell: (detector) => <State detector={detector} /> },
];

function State({ detector: { operational } }: { detector: Detector }) {
  return operational ? <Status tone="done" label="Working" /> : <Status tone="failed" label="Not working" />;
}

function DetectorPanel({ detector }: { detector: Detector }) {
  const { id, events_7d: events } = detector;
  return (
    <>
      <div className={classes.row}>
        <State detector={detector} />
        <Severity value={detector.severity} />
      </div>
      {!detector.operational && (
        <p className={classes.notice}>
          It did not find its own sample when this server last looked. Texts pass it unread: look into the log.
        </p>
      )}
      <FindingBody {...detector} evidence="" layers={[]} />
      <Facts
        facts={[
          { name: 'Detector', value: <code>{id}</code> },
          {
            name: 'Last 7 days',
            value: (
              <Link to="/security/events" search={{ detector: id, period: '7d' }} className={classes.link}>
                {countOf(events, 'event')}
              </Link>
            ),
          },
        ]}
      />
    </>
  );
}
