import { SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';

import { formatUsd } from '@/lib/format/money';
import { formatCompact } from '@/lib/format/number';
import { Section } from '@/ui/Section';
import { ErrorState } from '@/ui/states/ErrorState';
import { Loading } from '@/ui/states/Loading';
import { Rows, rowLink, type Column } from '@/ui/table/Rows';

import { workQuery, type Work } from '../api';
import type { Period } from '../period';
import classes from './DearestWork.module.css';

type Kind = 'mission' | 'conversation';

/** The missions or conversations that cost the most. */
export function DearestWork({ period }: { period: Period }) {
  const [kind, setKind] = useState<Kind>('mission');
  const work = useQuery(workQuery(period, kind));
  const kinds = (
    <SegmentedControl
      aria-label="Kind of work"
      value={kind}
      onChange={setKind}
      data={[
        { value: 'mission', label: 'Missions' },
        { value: 'conversation', label: 'Conversations' },
      ]}
    />
  );
  return (
    <Section title="Dearest work" note={kinds} panel>
      {work.isPending && <Loading label="Loading the dearest work" heights={[160]} />}
      {work.isError && !work.data && (
        <ErrorState title="Work could not be loaded" error={work.error} onRetry={() => void work.refetch()} />
      )}
      {work.data?.length === 0 && <p className={classes.none}>{`No ${kind} called a model in this period.`}</p>}
      {work.data && work.data.length > 0 && (
        <Rows
          caption={`Dearest ${kind}s`}
          columns={kind === 'mission' ? MISSIONS : CONVERSATIONS}
          rows={work.data}
          keyOf={({ id }) => id}
          bare
          links
        />
      )}
    </Section>
  );
}

const FIGURES: Column<Work>[] = [
  { name: 'Calls', numeric: true, cell: ({ totals }) => formatCompact(totals.calls) },
  { name: 'Cost', numeric: true, cell: ({ totals }) => formatUsd(totals.cost_usd) },
];

const MISSIONS: Column<Work>[] = [
  {
    name: 'Mission',
    main: true,
    cell: ({ id, name }) => (
      <Link
        to="/missions/$missionId"
        params={{ missionId: id }}
        className={`${classes.title ?? ''} ${rowLink}`}
        data-row
      >
        {name ?? 'A mission that is gone'}
      </Link>
    ),
  },
  ...FIGURES,
];

const CONVERSATIONS: Column<Work>[] = [
  {
    name: 'Conversation',
    main: true,
    cell: ({ id, name }) => (
      <Link to="/requests" search={{ conversation: id }} className={`${classes.title ?? ''} ${rowLink}`} data-row>
        {name ?? `Conversation ${id.slice(-6)}`}
      </Link>
    ),
  },
  ...FIGURES,
];
