import { useQuery } from '@tanstack/react-query';
import type { CSSProperties } from 'react';

import { formatMonth, formatTick } from '@/lib/format/calendar';
import { formatUsd, formatUsdRoughly } from '@/lib/format/money';
import { Section } from '@/ui/Section';
import { ErrorState } from '@/ui/states/ErrorState';
import { Loading } from '@/ui/states/Loading';

import { forecastQuery, type Forecast, type SpendFilter } from '../api';
import classes from './MonthForecast.module.css';

/** What the month has cost so far and what it will come to, with how sure that is. */
export function MonthForecast({ filter }: { filter: SpendFilter }) {
  const month = useQuery(forecastQuery(filter));
  const { data } = month;
  return (
    <Section
      title={data ? formatMonth(data.month_starts_at, data.time_zone) : 'This month'}
      note={data && `until ${lastDay(data)}`}
      panel
    >
      {month.isPending && <Loading label="Loading the forecast" heights={[96]} />}
      {month.isError && !data && (
        <ErrorState title="There is no forecast" error={month.error} onRetry={() => void month.refetch()} />
      )}
      {data && <Month month={data} />}
    </Section>
  );
}

function lastDay({ month_ends_at: endsAt, time_zone: zone }: Forecast): string {
  return formatTick(new Date(Date.parse(endsAt) - 1).toISOString(), 'day', zone);
}

function Month({ month: { spent_usd: spent, forecast, explanation } }: { month: Forecast }) {
  return (
    <>
      <div className={classes.sums}>
        <span>
          <strong>{formatUsd(spent)}</strong> so far
        </span>
        {forecast && (
          <span>
            <strong>{formatUsdRoughly(forecast.expected_usd)}</strong> expected
          </span>
        )}
      </div>
      {forecast && <Scale spent={Number(spent)} forecast={forecast} />}
      <p className={classes.words}>
        {forecast &&
          `In four of five such months it ends between ${formatUsdRoughly(forecast.low_usd)} and ${formatUsdRoughly(forecast.high_usd)}. `}
        {explanation}
      </p>
    </>
  );
}

function Scale({ spent, forecast }: { spent: number; forecast: NonNullable<Forecast['forecast']> }) {
  const [low, expected, high] = [forecast.low_usd, forecast.expected_usd, forecast.high_usd].map(Number) as [
    number,
    number,
    number,
  ];
  const end = Math.max(high, spent) * 1.02 || 1;
  const place = (from: number, to: number) => ({ '--from': from / end, '--to': to / end }) as CSSProperties;
  return (
    <div className={classes.scale} aria-hidden>
      <span className={classes.likely} style={place(low, high)} />
      <span className={classes.spent} style={place(0, spent)} />
      <span className={classes.expected} style={place(0, expected)} />
    </div>
  );
}
