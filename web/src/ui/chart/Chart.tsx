import { Switch } from '@mantine/core';
import { lazy, Suspense, useMemo, useState } from 'react';

import { DataTable } from '../table/DataTable';
import classes from './Chart.module.css';
import { tableOf, type Spec } from './spec';

const Drawing = lazy(() => import('./Drawing'));

export interface ChartProps {
  /** Accessible name and summary. */
  title: string;
  /** A Vega-Lite v6 specification with its data inside. */
  spec: Spec;
}

/** A chart that can also be read: drawn in the page's own colours, or shown as the table behind it. */
export function Chart({ title, spec }: ChartProps) {
  const [asTable, setAsTable] = useState(false);
  const table = useMemo(() => tableOf(spec), [spec]);
  return (
    <div className={classes.chart}>
      {asTable && table ? (
        <DataTable caption={title} {...table} />
      ) : (
        <Suspense fallback={<div className={classes.space} />}>
          <Drawing title={summary(title, table)} spec={spec} />
        </Suspense>
      )}
      {table && (
        <Switch
          size="xs"
          label="Show as table"
          checked={asTable}
          onChange={(e) => setAsTable(e.currentTarget.checked)}
        />
      )}
    </div>
  );
}

function summary(title: string, table: ReturnType<typeof tableOf>): string {
  if (!table) return title;
  return `${title}. Chart of ${table.rows.length} rows: ${table.columns.map(({ name }) => name).join(', ')}.`;
}
