import { Button, Switch } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback, useMemo, useState } from 'react';

import { countOf } from '@/lib/format/number';
import { ExportMenu } from '@/ui/ExportMenu';
import { Freshness } from '@/ui/Freshness';
import { LinkButton } from '@/ui/LinkButton';
import { Page } from '@/ui/Page';
import { SidePanel } from '@/ui/SidePanel';
import { EmptyState } from '@/ui/states/EmptyState';
import { ErrorState } from '@/ui/states/ErrorState';
import { Loading } from '@/ui/states/Loading';
import { useRowKeys } from '@/ui/useRowKeys';

import { exportUrl, type RequestItem } from '../api';
import { RequestFilters } from '../components/RequestFilters';
import { RequestList } from '../components/RequestList';
import listClasses from '../components/RequestList.module.css';
import { RequestPanel } from '../components/RequestPanel';
import { cleared, isFiltered, queryOf } from '../filter';
import type { RequestsSearch, Sort } from '../routes';
import { useAtTop } from '../useAtTop';
import { usePanelKeys } from '../usePanelKeys';
import { useOpened } from '../useOpened';
import { useRequests } from '../useRequests';

const route = getRouteApi('/shell/requests');

/** Every model call that was booked: filtered, sorted, opened, exported. */
export function RequestsPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change = useCallback(
    (part: RequestsSearch) => void navigate({ search: (now) => ({ ...now, ...part }), replace: true }),
    [navigate],
  );
  const replace = (next: RequestsSearch) => void navigate({ search: next, replace: true });
  const filter = useFilter(search);
  const isLive = search.live === true && search.sort === undefined;
  const { pages, items, waiting, showWaiting } = useRequests(filter, isLive, useAtTop());
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = pages;
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const open = useCallback(
    (item: RequestItem | undefined) => change({ open: item?.id, of: item?.request_id }),
    [change],
  );
  useRowKeys();
  usePanelKeys(items, search.open, open);

  const shown = useOpened(items, search);
  const isEmpty = pages.data !== undefined && items.length === 0;
  const show = () => {
    showWaiting();
    window.scrollTo({ top: 0 });
  };
  return (
    <Page
      title="Requests"
      actions={<Actions search={search} filter={filter} onChange={change} />}
      meta={<Freshness at={pages.dataUpdatedAt} />}
    >
      {(!isEmpty || isFiltered(search)) && <RequestFilters search={search} onChange={change} onReplace={replace} />}
      {pages.isPending && <Loading label="Loading requests" heights={[480]} />}
      {pages.isError && !pages.data && (
        <ErrorState title="The requests could not be loaded" error={pages.error} onRetry={() => void pages.refetch()} />
      )}
      {isEmpty && <Nothing isFiltered={isFiltered(search)} onClear={() => replace(cleared(search))} />}
      {items.length > 0 && (
        <div>
          {waiting > 0 && (
            <div className={listClasses.bar}>
              <button type="button" className={listClasses.new} onClick={show}>
                {waiting} new
              </button>
            </div>
          )}
          <RequestList
            items={items}
            sort={search.sort}
            onSort={(sort: Sort | undefined) => change({ sort })}
            current={search.open}
            onOpen={open}
            onEnd={more}
            foot={
              hasNextPage ? `${countOf(items.length, 'request')}, more as you scroll` : countOf(items.length, 'request')
            }
          />
        </div>
      )}
      <SidePanel opened={shown !== undefined} title={shown?.model ?? 'Request'} onClose={() => open(undefined)}>
        {shown && <RequestPanel item={shown} />}
      </SidePanel>
    </Page>
  );
}

interface ActionsProps {
  search: RequestsSearch;
  filter: ReturnType<typeof queryOf>;
  onChange: (part: RequestsSearch) => void;
}

function Actions({ search, filter, onChange }: ActionsProps) {
  return (
    <>
      <Switch
        size="sm"
        label="Live tail"
        checked={search.live === true}
        // The tail is what is newest; any other order has no place for it.
        onChange={(event) =>
          onChange(event.currentTarget.checked ? { live: true, sort: undefined } : { live: undefined })
        }
      />
      <ExportMenu urlOf={(format) => exportUrl(filter, format)} />
    </>
  );
}

function Nothing({ isFiltered: filtered, onClear }: { isFiltered: boolean; onClear: () => void }) {
  if (filtered) {
    return (
      <EmptyState title="No requests match">
        <Button variant="default" onClick={onClear}>
          Clear filters
        </Button>
      </EmptyState>
    );
  }
  return (
    <EmptyState title="No requests yet. Every model call is listed here with its cost, tokens and timing, the moment it is booked.">
      <LinkButton to="/models">Connect a model</LinkButton>
      <LinkButton to="/account" variant="default">
        Create an API key
      </LinkButton>
    </EmptyState>
  );
}

/** The filter as one value that stays the same until the address changes. */
function useFilter(search: RequestsSearch) {
  const [openedAt] = useState(() => Date.now());
  const key = JSON.stringify({ ...search, open: undefined, of: undefined, live: undefined });
  return useMemo(() => queryOf(JSON.parse(key) as RequestsSearch, openedAt), [key, openedAt]);
}
