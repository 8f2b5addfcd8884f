import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';

import { formatCount } from '@/lib/format/number';
import { usePolling } from '@/lib/live/LiveProvider';
import { Freshness } from '@/ui/Freshness';
import { EmptyState } from '@/ui/states/EmptyState';
import { ErrorState } from '@/ui/states/ErrorState';
import { Loading } from '@/ui/states/Loading';

import { missionPagesQuery } from '../api';
import { statesIn } from '../routes';
import { FilterBar } from './FilterBar';
import classes from './FilteredTable.module.css';
import { FirstMission } from './FirstMission';
import { MissionsTable } from './MissionsTable';

const route = getRouteApi('/shell/missions');

/** Every mission: filtered, searched and sorted by what the address says, page after page. */
export function FilteredTable() {
  const { state, q, sort = '-created_at' } = route.useSearch();
  const navigate = route.useNavigate();
  const filtered = state !== undefined || q !== undefined;
  const pages = useInfiniteQuery({
    ...missionPagesQuery({ state: statesIn(state), q, sort }),
    refetchInterval: usePolling(),
  });
  const missions = pages.data?.pages.flatMap((page) => page.items) ?? [];
  const clear = () => void navigate({ search: (now) => ({ view: now.view, sort: now.sort }) });

  if (pages.data && missions.length === 0 && !filtered) return <FirstMission />;
  return (
    <div className={classes.table}>
      <FilterBar />
      {pages.isPending && <Loading label="Loading missions" heights={[420]} />}
      {pages.isError && !pages.data && (
        <ErrorState title="The missions could not be loaded" error={pages.error} onRetry={() => void pages.refetch()} />
      )}
      {pages.data && missions.length === 0 && (
        <EmptyState title="No missions match">
          <Button variant="default" onClick={clear}>
            Clear filters
          </Button>
        </EmptyState>
      )}
      {missions.length > 0 && (
        <>
          <MissionsTable
            missions={missions}
            sort={sort}
            onSort={(next) => void navigate({ search: (now) => ({ ...now, sort: next }) })}
          />
          <div className={classes.foot}>
            <span>{counted(missions.length, pages.data?.pages[0]?.total ?? null)}</span>
            <Freshness at={pages.dataUpdatedAt} />
            {pages.hasNextPage && (
              <Button variant="default" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
                Show more
              </Button>
            )}
          </div>
        </>
      )}
    </div>
  );
}

function counted(shown: number, total: number | null): string {
  const word = (total ?? shown) === 1 ? 'mission' : 'missions';
  return total !== null && total > shown
    ? `${formatCount(shown)} of ${formatCount(total)} ${word}`
    : `${formatCount(shown)} ${word}`;
}
