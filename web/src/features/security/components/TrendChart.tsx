import { SegmentedControl, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useId, useMemo } from 'react';

import { adverbOf } from '@/lib/format/calendar';
import { formatCompact, formatCount } from '@/lib/format/number';
import { TimeChart } from '@/ui/chart/TimeChart';
import { KeyFigure, KeyFigures } from '@/ui/KeyFigure';
import { ErrorState } from '@/ui/states/ErrorState';
import { Loading } from '@/ui/states/Loading';
import { useNow } from '@/ui/useNow';

import { trendQuery, type Trend } from '../api';
import { SPANS, type EventsSearch, type SpanName } from '../routes';
import { chartOf, SPAN_SHAPES } from '../trend';
import { ACTIONS } from '../words';
import classes from './TrendChart.module.css';
import shared from './Security.module.css';

const REFRESH_MS = 20_000;
const FEW_BUCKETS = 14; // So few separate periods read better as bars.
const FIGURES = ['block', 'redact', 'flag', 'monitor'] as const;

export interface TrendChartProps {
  search: EventsSearch;
  onChange: (part: EventsSearch) => void;
}

/** How many events there were, of which family or with what done about them. */
export function TrendChart({ search, onChange }: TrendChartProps) {
  const span = search.span ?? '7d';
  const { days, by } = SPAN_SHAPES[span];
  const trend = useQuery({ ...trendQuery(days, by), refetchInterval: REFRESH_MS });
  if (trend.isPending) return <Loading label="Loading the trend" heights={[92, 320]} />;
  if (trend.isError && !trend.data) {
    return (
      <ErrorState title="The trend could not be loaded" error={trend.error} onRetry={() => void trend.refetch()} />
    );
  }
  return (
    <>
      {trend.data.dropped > 0 && (
        <p className={shared.notice} role="status">
          {formatCount(trend.data.dropped)} events could not be written since the server started. Its log says why.
        </p>
      )}
      <Figures trend={trend.data} span={span} />
      <Chart trend={trend.data} span={span} by={search.by ?? 'family'} onChange={onChange} />
    </>
  );
}

function Figures({ trend, span }: { trend: Trend; span: SpanName }) {
  return (
    <KeyFigures>
      {FIGURES.map((action) => (
        <KeyFigure
          key={action}
          label={ACTIONS[action].past}
          value={formatCount(trend.totals[action] ?? 0)}
          note={
            <Link
              from="/security/events"
              to="/security/events"
              search={(now) => ({ ...now, action })}
              replace
              resetScroll={false}
              className={classes.show}
              aria-label={`${ACTIONS[action].past}, ${SPAN_SHAPES[span].words}: show them`}
            >
              {SPAN_SHAPES[span].words}
            </Link>
          }
        />
      ))}
    </KeyFigures>
  );
}

interface ChartProps {
  trend: Trend;
  span: SpanName;
  by: 'family' | 'action';
  onChange: (part: EventsSearch) => void;
}

function Chart({ trend, span, by, onChange }: ChartProps) {
  const id = useId();
  const now = useNow(60_000);
  const data = useMemo(() => chartOf(trend, span, by, now), [trend, span, by, now]);
  return (
    <section className={classes.panel} aria-labelledby={id}>
      <div className={classes.head}>
        <h2 id={id} className={classes.title}>
          Events by
        </h2>
        <Select
          className={classes.by}
          size="xs"
          aria-label="Told apart by"
          data={[
            { value: 'family', label: 'family' },
            { value: 'action', label: 'what was done' },
          ]}
          value={by}
          onChange={(value) => onChange({ by: value === 'action' ? 'action' : undefined })}
          allowDeselect={false}
        />
        <span className={classes.note}>{`${adverbOf(data.grain)}, events, UTC`}</span>
        <SegmentedControl
          aria-label="Period of the chart"
          value={span}
          data={SPANS.map((value) => ({ value, label: SPAN_SHAPES[value].label }))}
          onChange={(value) => onChange({ span: value })}
        />
      </div>
      <TimeChart
        title={`Events by ${by === 'family' ? 'family' : 'what was done'}`}
        data={data}
        format={formatCount}
        formatAxis={formatCompact}
        form={data.buckets.length <= FEW_BUCKETS ? 'bars' : 'area'}
      />
    </section>
  );
}
