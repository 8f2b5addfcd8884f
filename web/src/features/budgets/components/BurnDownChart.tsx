import { Switch } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState, type CSSProperties } from 'react';

import { formatCallCost, formatUsdRoughly } from '@/lib/format/money';
import { formatDate, formatStamp } from '@/lib/format/time';
import { Section } from '@/ui/Section';
import { ErrorState } from '@/ui/states/ErrorState';
import { Loading } from '@/ui/states/Loading';
import { DataTable } from '@/ui/table/DataTable';
import { useNow } from '@/ui/useNow';

import { historyQuery, type Budget, type BudgetHistory, type BudgetWindow } from '../api';
import { burnDownOf } from '../burnDown';
import classes from './BurnDownChart.module.css';

const Drawing = lazy(() => import('./BurnDownDrawing'));
const EVERY_MS = 30_000;

/** How the money of the present window goes, and how earlier windows ended. */
export function BurnDownChart({ budget }: { budget: Budget }) {
  const history = useQuery({ ...historyQuery(budget.id), enabled: budget.window !== null, refetchInterval: EVERY_MS });
  if (budget.window === null) return null;
  if (history.isPending) return <Loading label="Loading the course of the budget" heights={[232]} />;
  if (!history.data) {
    return (
      <ErrorState
        title="The course of the budget could not be loaded"
        error={history.error}
        onRetry={() => void history.refetch()}
      />
    );
  }
  return (
    <>
      <Course history={history.data} />
      {history.data.past.length > 0 && <Past windows={history.data.past} />}
    </>
  );
}

function Course({ history }: { history: BudgetHistory }) {
  const [asTable, setAsTable] = useState(false);
  const now = useNow(EVERY_MS);
  const { window, projected_usd: projected, runs_out_at: runsOutAt } = history;
  const title = `Left of ${formatUsdRoughly(window.limit_usd)}`;
  return (
    <Section title="Burn-down" note={`USD, from ${formatDate(window.starts_at)}`}>
      {asTable ? (
        <DataTable caption={title} {...tableOf(history)} />
      ) : (
        <div
          className={classes.drawing}
          role="img"
          aria-label={`${title}: ${formatCallCost(window.remaining_usd)} now.`}
        >
          <Suspense fallback={null}>
            <Drawing burnDown={burnDownOf(history, now)} />
          </Suspense>
        </div>
      )}
      <p className={classes.words}>{outlook(projected, runsOutAt, window)}</p>
      <Switch
        size="xs"
        label="Show as table"
        checked={asTable}
        onChange={(event) => setAsTable(event.currentTarget.checked)}
      />
    </Section>
  );
}

function outlook(projected: string | null, runsOutAt: string | null, window: BudgetWindow) {
  if (runsOutAt !== null) {
    return (
      <>
        At this pace the money is gone on <strong>{formatStamp(runsOutAt)}</strong>.
      </>
    );
  }
  if (projected === null) return 'It is too early to say where this leads.';
  return (
    <>
      At this pace <strong>{formatUsdRoughly(projected)}</strong>
      {` of ${formatUsdRoughly(window.limit_usd)} will be spent by the end. The thin line is an even pace.`}
    </>
  );
}

function tableOf({ points, unit }: BudgetHistory) {
  const columns = [
    { name: unit === 'hour' ? 'Hour' : 'Day', type: 'string' },
    { name: 'Spent', type: 'number' },
    { name: 'In all', type: 'number' },
  ];
  const when = (at: string) => (unit === 'hour' ? formatStamp(at) : formatDate(at));
  return {
    columns,
    rows: points.map((each) => [when(each.starts_at), Number(each.spent_usd), Number(each.total_usd)]),
  };
}

function Past({ windows }: { windows: BudgetWindow[] }) {
  const shares = windows.map(({ spent_usd: spent, limit_usd: limit }) => Number(spent) / (Number(limit) || 1));
  const top = Math.max(1, ...shares);
  return (
    <Section title="Before" note={`${windows.length} earlier`}>
      <ul className={classes.past}>
        {windows.toReversed().map((window, index) => {
          const share = shares[windows.length - 1 - index] ?? 0;
          const words = `From ${formatDate(window.starts_at)}: ${formatCallCost(window.spent_usd)} of ${formatUsdRoughly(window.limit_usd)}`;
          return (
            <li
              key={window.starts_at}
              className={classes.window}
              title={words}
              aria-label={words}
              data-over={share >= 1 || undefined}
              style={{ '--share': share / top } as CSSProperties}
            />
          );
        })}
      </ul>
    </Section>
  );
}
