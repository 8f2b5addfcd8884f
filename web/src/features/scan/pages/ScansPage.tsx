import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';

import { messageOf } from '@/lib/api/errors';
import { useMay } from '@/lib/api/me';
import { formatBytes, formatCount } from '@/lib/format/number';
import { Page } from '@/ui/Page';
import { Section } from '@/ui/Section';
import { Severity } from '@/ui/severity/Severity';
import { EmptyState } from '@/ui/states/EmptyState';
import { ErrorState } from '@/ui/states/ErrorState';
import { Loading } from '@/ui/states/Loading';
import { muted, rowLink, type Column } from '@/ui/table/Rows';
import { usePaged } from '@/ui/table/usePaged';
import { VirtualRows } from '@/ui/table/VirtualRows';
import { useRowKeys } from '@/ui/useRowKeys';
import { When } from '@/ui/When';

import { scanPagesQuery, type ScanSummary } from '../api';
import { ScanDrop } from '../components/ScanDrop';
import { ScanProgress } from '../components/ScanProgress';
import { useScan } from '../useScan';
import classes from './Scan.module.css';

/** Look through a skill, a folder or a text before it is used, and what was scanned before. */
export function ScansPage() {
  const mayScan = useMay('security:write');
  useRowKeys();
  return (
    <Page title="Scan">
      {mayScan && <NewScan />}
      <PastScans mayScan={mayScan} />
    </Page>
  );
}

function NewScan() {
  const { progress, start, stop } = useScan();
  if ('name' in progress) return <ScanProgress progress={progress} onStop={stop} />;
  return (
    <div>
      {progress.phase === 'refused' && (
        <p className={classes.problem} role="alert">
          {messageOf(progress.error)}
        </p>
      )}
      <ScanDrop onScan={start} />
    </div>
  );
}

function PastScans({ mayScan }: { mayScan: boolean }) {
  const pages = useInfiniteQuery(scanPagesQuery);
  const { items, more, isEmpty, foot } = usePaged(pages, 'scan');
  return (
    <Section title="Past scans">
      {pages.isPending && <Loading label="Loading scans" heights={[240]} />}
      {pages.isError && !pages.data && (
        <ErrorState title="The scans could not be loaded" error={pages.error} onRetry={() => void pages.refetch()} />
      )}
      {isEmpty && (
        <EmptyState
          title={
            mayScan
              ? 'Nothing was scanned yet. Give a skill that you want to use to the field above.'
              : 'Nothing was scanned in the last 30 days.'
          }
        />
      )}
      {items.length > 0 && (
        <VirtualRows
          caption="Past scans"
          columns={COLUMNS}
          rows={items}
          keyOf={({ id }) => id}
          onEnd={more}
          foot={foot}
        />
      )}
    </Section>
  );
}

const COLUMNS: Column<ScanSummary>[] = [
  {
    name: 'Name',
    main: true,
    cell: ({ id, name }) => (
      <Link to="/scan/$scanId" params={{ scanId: id }} className={rowLink} data-row>
        <span className={classes.name}>{name}</span>
      </Link>
    ),
  },
  { name: 'Scanned', cell: ({ created_at: at }) => <When at={at} /> },
  { name: 'Size', numeric: true, from: 'middle', cell: ({ size_bytes: size }) => formatBytes(size) },
  { name: 'Findings', numeric: true, cell: ({ findings_count: count }) => formatCount(count) },
  { name: 'Trust', numeric: true, cell: ({ score }) => Math.round(score) },
  {
    name: 'Worst',
    plain: true,
    cell: ({ worst }) => (worst ? <Severity value={worst} /> : <span className={muted}>Nothing found</span>),
  },
];
