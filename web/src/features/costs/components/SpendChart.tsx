import { SegmentedControl, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useId, useMemo } from 'react';

import { DIMENSIONS, type Spend } from '@/lib/api/spend';
import { adverbOf } from '@/lib/format/calendar';
import { formatCallCost, formatUsdAxis } from '@/lib/format/money';
import { formatCompact, formatCount } from '@/lib/format/number';
import type { Expected, Mark, TimeData } from '@/ui/chart/series';
import { TimeChart } from '@/ui/chart/TimeChart';

import { anomaliesQuery, forecastQuery } from '../api';
import { layersOf } from '../layers';
import { MEASURES, type Measure } from '../routes';
import type { Costs } from '../useCosts';
import { DIMENSION_WORDS } from '../words';
import classes from './SpendChart.module.css';

const MEASURE_WORDS: Record<Measure, { label: string; unit: string }> = {
  cost: { label: 'Spend', unit: 'USD' },
  tokens: { label: 'Tokens', unit: 'tokens' },
  calls: { label: 'Calls', unit: 'calls' },
};
const FEW_BUCKETS = 14; // So few separate periods read better as bars.

/** Spending over time, told apart by what the reader chooses. */
export function SpendChart({ spend, costs }: { spend: Spend; costs: Costs }) {
  const id = useId();
  const { measure, by } = costs;
  const data = useChartData(spend, costs);
  const isMoney = measure === 'cost';
  return (
    <section className={classes.panel} aria-labelledby={id}>
      <div className={classes.head}>
        <h2 id={id} className={classes.title}>
          {MEASURE_WORDS[measure].label} by
        </h2>
        <Select
          className={classes.by}
          size="xs"
          aria-label="Told apart by"
          data={DIMENSIONS.map((value) => ({
            value,
            label: DIMENSION_WORDS[value].one.toLowerCase().replace('api', 'API'),
          }))}
          value={by}
          onChange={(value) => costs.change({ by: DIMENSIONS.find((each) => each === value) })}
          allowDeselect={false}
        />
        <span className={classes.note}>
          {`${adverbOf(spend.bucket)}, ${MEASURE_WORDS[measure].unit}, ${spend.time_zone}`}
        </span>
        <SegmentedControl
          aria-label="Measure"
          value={measure}
          data={MEASURES.map((value) => ({ value, label: MEASURE_WORDS[value].label }))}
          onChange={(value) => costs.change({ measure: value })}
        />
      </div>
      <TimeChart
        title={`${MEASURE_WORDS[measure].label} by ${DIMENSION_WORDS[by].one.toLowerCase()}`}
        data={data}
        format={isMoney ? formatCallCost : formatCount}
        formatAxis={isMoney ? formatUsdAxis : formatCompact}
        form={spend.buckets.length <= FEW_BUCKETS ? 'bars' : 'area'}
      />
    </section>
  );
}

function useChartData(spend: Spend, { by, measure, filter, period }: Costs): TimeData {
  const reachesNow = period.until === null && spend.bucket === 'day' && measure === 'cost';
  const forecast = useQuery({ ...forecastQuery(filter), enabled: reachesNow });
  const anomalies = useQuery({ ...anomaliesQuery(by, filter), enabled: spend.bucket === 'day' });
  const expected = reachesNow ? forecast.data?.forecast?.days : undefined;
  const isOpen = period.until === null && spend.bucket === 'day';
  return useMemo(() => {
    const shown = new Set(spend.buckets.map((at) => Date.parse(at)));
    const marks: Mark[] = (anomalies.data ?? [])
      .filter(({ day_at: at }) => spend.bucket === 'day' && shown.has(Date.parse(at)))
      .map(({ day_at: at, explanation }) => ({ at, text: explanation }));
    return {
      buckets: spend.buckets,
      grain: spend.bucket,
      timeZone: spend.time_zone,
      series: layersOf(spend, by, measure),
      isOpen,
      expected: expected?.map(({ day_at: at, cost_usd: cost }): Expected => ({ at, value: Number(cost) })),
      marks: atBuckets(marks, spend.buckets),
    };
  }, [spend, by, measure, expected, anomalies.data, isOpen]);
}

/** Marks speak of their bucket exactly as the chart's axis does. */
function atBuckets(marks: Mark[], buckets: string[]): Mark[] {
  const byTime = new Map(buckets.map((at) => [Date.parse(at), at]));
  return marks.map((mark) => ({ ...mark, at: byTime.get(Date.parse(mark.at)) ?? mark.at }));
}
