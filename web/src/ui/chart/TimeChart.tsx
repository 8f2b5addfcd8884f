import { Switch } from '@mantine/core';
import { lazy, Suspense, useMemo, useState } from 'react';

import { formatBucket } from '@/lib/format/calendar';
import type { Cell } from '@/lib/api/types';

import { DataTable } from '../table/DataTable';
import { pointsOf, type Series, type TimeData } from './series';
import classes from './TimeChart.module.css';

const Drawing = lazy(() => import('./TimeDrawing'));

export interface TimeChartProps {
  /** Accessible name: "Spend by model". */
  title: string;
  data: TimeData;
  /** How a value is written where it is read, and beside the axis. */
  format: (value: number) => string;
  formatAxis: (value: number) => string;
  /** Areas for a course, bars for a few separate periods. */
  form: 'area' | 'bars';
}

/** Layers over time with their legend; a click in it isolates one layer. Can be read as a table too. */
export function TimeChart({ title, data, format, formatAxis, form }: TimeChartProps) {
  const [alone, setAlone] = useState<string | null>(null);
  const [asTable, setAsTable] = useState(false);
  const shown = useMemo(() => isolate(data, alone), [data, alone]);
  return (
    <div className={classes.chart}>
      {asTable ? (
        <DataTable caption={title} {...tableOf(data)} />
      ) : (
        <div className={classes.drawing} role="img" aria-label={summaryOf(title, data, format)}>
          <Suspense fallback={null}>
            <Drawing data={shown} format={format} formatAxis={formatAxis} form={form} />
          </Suspense>
        </div>
      )}
      <div className={classes.foot}>
        <Legend data={data} alone={alone} onAlone={setAlone} />
        <Switch
          size="xs"
          label="Show as table"
          checked={asTable}
          onChange={(event) => setAsTable(event.currentTarget.checked)}
        />
      </div>
    </div>
  );
}

interface LegendProps {
  data: TimeData;
  alone: string | null;
  onAlone: (key: string | null) => void;
}

function Legend({ data, alone, onAlone }: LegendProps) {
  return (
    <ul className={classes.legend} aria-label="Legend">
      {data.series.map(({ key, label, colour }) => (
        <li key={key}>
          <button
            type="button"
            className={classes.entry}
            aria-pressed={alone === key}
            data-away={(alone !== null && alone !== key) || undefined}
            onClick={() => onAlone(alone === key ? null : key)}
          >
            <span className={classes.dot} data-colour={colour} aria-hidden />
            {label}
          </button>
        </li>
      ))}
      {(data.expected?.length ?? 0) > 0 && alone === null && (
        <li className={classes.key}>
          <span className={classes.dot} data-dashed aria-hidden />
          Forecast
        </li>
      )}
      {(data.marks?.length ?? 0) > 0 && (
        <li className={classes.key}>
          <span className={classes.dot} data-mark aria-hidden />
          Unusual
        </li>
      )}
    </ul>
  );
}

/** Keep one series; what is expected of all together says nothing about it. */
function isolate(data: TimeData, alone: string | null): TimeData {
  if (alone === null) return data;
  return { ...data, expected: [], series: data.series.filter(({ key }) => key === alone) };
}

function tableOf({ buckets, grain, timeZone, series, expected = [] }: TimeData) {
  const points = pointsOf({ buckets, grain, timeZone, series, expected });
  const hasForecast = expected.length > 0;
  const numeric = (name: string) => ({ name, type: 'number' });
  const columns = [
    { name: 'Begins', type: 'string' },
    ...series.map(({ label }) => numeric(label)),
    numeric('Total'),
    ...(hasForecast ? [numeric('Forecast')] : []),
  ];
  const rows: Cell[][] = points.map((point) => [
    formatBucket(point.at, grain, timeZone),
    ...series.map(({ key }) => point.values[key] ?? null),
    point.total,
    ...(hasForecast ? [point.expected] : []),
  ]);
  return { columns, rows };
}

function summaryOf(title: string, { buckets, grain, timeZone, series }: TimeData, format: (value: number) => string) {
  const totals = buckets.map((_at, index) => series.reduce((sum, { values }) => sum + (values[index] ?? 0), 0));
  const highest = totals.indexOf(Math.max(...totals));
  const peak = buckets[highest];
  if (peak === undefined) return `${title}: nothing yet.`;
  const parts = series.map((each) => `${each.label} ${format(sum(each))}`).join(', ');
  return `${title}. ${parts}. Most on ${formatBucket(peak, grain, timeZone)}: ${format(totals[highest] ?? 0)}.`;
}

function sum({ values }: Series): number {
  return values.reduce((total, value) => total + value, 0);
}
