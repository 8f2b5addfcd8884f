import { keepPreviousData, useQuery } from '@tanstack/react-query';

import { ExportMenu } from '@/ui/ExportMenu';
import { Freshness } from '@/ui/Freshness';
import { Page } from '@/ui/Page';
import { ErrorState } from '@/ui/states/ErrorState';
import { Loading } from '@/ui/states/Loading';

import { anyCallQuery, exportUrl, spendQuery } from '../api';
import { Anomalies } from '../components/Anomalies';
import { Breakdown } from '../components/Breakdown';
import classes from '../components/Costs.module.css';
import { CostFigures } from '../components/CostFigures';
import { CostFilters } from '../components/CostFilters';
import { DearestWork } from '../components/DearestWork';
import { FirstCall } from '../components/FirstCall';
import { MonthForecast } from '../components/MonthForecast';
import { NothingSpent } from '../components/NothingSpent';
import { RangePicker } from '../components/RangePicker';
import { SpendChart } from '../components/SpendChart';
import { TokenKinds } from '../components/TokenKinds';
import { useCosts } from '../useCosts';

const REFRESH_MS = 20_000;

/** What model calls cost: over time, by whom, where it leads, and what was unusual. */
export function CostsPage() {
  const costs = useCosts();
  const { period, by, filter } = costs;
  const spend = useQuery({
    ...spendQuery(period, by, filter),
    refetchInterval: period.until === null && REFRESH_MS,
    placeholderData: keepPreviousData,
  });
  const isFiltered = Object.keys(filter).length > 0;
  const isEmpty = spend.data?.totals.calls === 0;
  const anyCall = useQuery({ ...anyCallQuery, enabled: isEmpty });
  const actions = (
    <>
      <RangePicker costs={costs} />
      <ExportMenu urlOf={(format) => exportUrl(period, filter, format)} />
    </>
  );
  return (
    <Page title="Costs" actions={actions} meta={<Freshness at={spend.dataUpdatedAt} />}>
      <CostFilters costs={costs} />
      {spend.isPending && <Loading label="Loading costs" heights={[92, 380, 320]} />}
      {spend.isError && !spend.data && (
        <ErrorState title="The costs could not be loaded" error={spend.error} onRetry={() => void spend.refetch()} />
      )}
      {isEmpty && anyCall.data === false && <FirstCall />}
      {isEmpty && anyCall.data === true && <NothingSpent costs={costs} isFiltered={isFiltered} />}
      {spend.data && !isEmpty && (
        <>
          <CostFigures spend={spend.data} costs={costs} />
          <SpendChart spend={spend.data} costs={costs} />
          <div className={classes.halves}>
            <Breakdown spend={spend.data} costs={costs} />
            <div className={classes.side}>
              <MonthForecast filter={filter} />
              <TokenKinds sums={spend.data.totals} />
            </div>
          </div>
          <div className={classes.halves} data-even>
            <Anomalies costs={costs} />
            <DearestWork period={period} />
          </div>
        </>
      )}
    </Page>
  );
}
