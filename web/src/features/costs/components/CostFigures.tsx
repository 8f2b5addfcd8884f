import { useQuery } from '@tanstack/react-query';

import type { Spend } from '@/lib/api/spend';
import { formatMonth } from '@/lib/format/calendar';
import { formatCallCost, formatUsd, formatUsdRoughly } from '@/lib/format/money';
import { formatCompact, formatShare, UNKNOWN } from '@/lib/format/number';
import { KeyFigure, KeyFigures } from '@/ui/KeyFigure';

import { forecastQuery, type Forecast } from '../api';
import type { Costs } from '../useCosts';
import { cacheShare, changeText } from '../words';

/** The four numbers that say most. */
export function CostFigures({ spend, costs }: { spend: Spend; costs: Costs }) {
  const { totals, totals_before: before } = spend;
  const forecast = useQuery(forecastQuery(costs.filter));
  const { words } = costs.period;
  return (
    <KeyFigures>
      <KeyFigure
        label={`Spend, ${words}`}
        value={formatUsd(totals.cost_usd)}
        note={changeText(Number(totals.cost_usd), Number(before.cost_usd), words)}
      />
      <KeyFigure {...monthFigure(forecast.data)} />
      <KeyFigure
        label="Input from cache"
        value={formatShare(cacheShare(totals))}
        note={`Saved ${formatUsd(totals.saved_usd)}`}
      />
      <KeyFigure
        label="Model calls"
        value={formatCompact(totals.calls)}
        note={`${formatCallCost(Number(totals.cost_usd) / totals.calls)} each, ${failures(totals)}`}
      />
    </KeyFigures>
  );
}

function monthFigure(month: Forecast | undefined) {
  if (!month) return { label: 'Forecast', value: UNKNOWN, note: 'Loading' };
  const label = `Forecast, ${formatMonth(month.month_starts_at, month.time_zone)}`;
  if (!month.forecast) return { label, value: UNKNOWN, note: `${formatUsd(month.spent_usd)} so far` };
  const { expected_usd: expected, low_usd: low, high_usd: high } = month.forecast;
  return {
    label,
    value: formatUsdRoughly(expected),
    note: `likely ${formatUsdRoughly(low)} to ${formatUsdRoughly(high)}`,
  };
}

function failures({ calls, failed_calls: failed }: Spend['totals']): string {
  return failed === 0 ? 'none failed' : `${formatShare(failed / calls)} failed`;
}
