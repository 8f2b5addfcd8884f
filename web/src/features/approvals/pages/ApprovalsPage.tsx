import { Button, SegmentedControl } from '@mantine/core';
import { IconChevronLeft } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';

import { FilterBar } from '@/ui/filter/FilterBar';
import { FilterPicker } from '@/ui/filter/FilterPicker';
import { Freshness } from '@/ui/Freshness';
import { LinkButton } from '@/ui/LinkButton';
import { Page } from '@/ui/Page';
import { SearchField } from '@/ui/SearchField';
import { EmptyState } from '@/ui/states/EmptyState';
import { ErrorState } from '@/ui/states/ErrorState';
import { Loading } from '@/ui/states/Loading';

import { approvalPagesQuery } from '../api';
import { ApprovalDetail } from '../components/ApprovalDetail';
import { ApprovalList } from '../components/ApprovalList';
import type { ApprovalsSearch } from '../routes';
import { VIEWS, type View } from '../states';
import { useInboxKeys } from '../useInboxKeys';
import classes from './ApprovalsPage.module.css';

const route = getRouteApi('/shell/approvals');

/** Tool calls that wait for a person, and what became of those before. */
export function ApprovalsPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { view = 'waiting', tool, agent, q, open } = search;
  const pages = useInfiniteQuery(approvalPagesQuery({ state: VIEWS[view].states, tool, agent, q }));
  const items = useMemo(() => (pages.data?.pages ?? []).flatMap((page) => page.items), [pages.data]);
  const set = useCallback(
    (part: Partial<ApprovalsSearch>) =>
      void navigate({ search: (now) => ({ ...now, ...part }), replace: true, resetScroll: false }),
    [navigate],
  );
  const openOne = useCallback((id: string | undefined) => set({ open: id }), [set]);
  useInboxKeys(items, open, openOne);
  const isFiltered = Boolean(tool ?? agent ?? q);
  const total = pages.data?.pages[0]?.total;
  return (
    <Page
      title="Approvals"
      actions={
        <SegmentedControl
          aria-label="Which"
          value={view}
          onChange={(next) => set({ view: next === 'waiting' ? undefined : next, open: undefined })}
          data={(Object.keys(VIEWS) as View[]).map((value) => ({ value, label: VIEWS[value].label }))}
        />
      }
      meta={<Freshness at={pages.dataUpdatedAt} />}
    >
      <div className={classes.filters}>
        <SearchField
          className={classes.search}
          label="Search calls"
          value={q ?? ''}
          onSearch={(text) => set({ q: text || undefined })}
        />
        <FilterBar isFiltered={isFiltered} onClear={() => set({ tool: undefined, agent: undefined, q: undefined })}>
          <FilterPicker
            single
            label="Tool"
            choices={choicesIn(items.map((each) => each.tool))}
            chosen={tool ? [tool] : []}
            onChoose={([next]) => set({ tool: next })}
          />
          <FilterPicker
            single
            label="Agent"
            choices={choicesIn(items.map((each) => each.agent))}
            chosen={agent ? [agent] : []}
            onChoose={([next]) => set({ agent: next })}
          />
        </FilterBar>
      </div>
      {pages.isPending && <Loading label="Loading calls" heights={[76, 76, 76]} />}
      {pages.isError && !pages.data && (
        <ErrorState title="The calls could not be loaded" error={pages.error} onRetry={() => void pages.refetch()} />
      )}
      {pages.data && items.length === 0 && !open && <Nothing view={view} isFiltered={isFiltered} />}
      {(items.length > 0 || open) && (
        <div className={classes.columns} data-open={open !== undefined || undefined}>
          <section className={classes.list} aria-label="Calls">
            <ApprovalList items={items} open={open} />
            {pages.hasNextPage && (
              <div className={classes.more}>
                <Button
                  size="xs"
                  variant="default"
                  loading={pages.isFetchingNextPage}
                  onClick={() => void pages.fetchNextPage()}
                >
                  Show more of {total}
                </Button>
              </div>
            )}
          </section>
          <section className={classes.detail} aria-label="The open call">
            {open ? (
              <>
                <div className={classes.back}>
                  <Button
                    size="xs"
                    variant="subtle"
                    color="gray"
                    leftSection={<IconChevronLeft size={15} />}
                    onClick={() => openOne(undefined)}
                  >
                    All calls
                  </Button>
                </div>
                <ApprovalDetail id={open} />
              </>
            ) : (
              <p className={classes.hint}>
                Choose a call to read it. <kbd>j</kbd> and <kbd>k</kbd> walk the list, <kbd>a</kbd> approves,{' '}
                <kbd>e</kbd> edits, <kbd>r</kbd> refuses.
              </p>
            )}
          </section>
        </div>
      )}
    </Page>
  );
}

function Nothing({ view, isFiltered }: { view: View; isFiltered: boolean }) {
  if (isFiltered) return <EmptyState title="No calls match." />;
  if (view !== 'waiting') return <EmptyState title="Nobody has decided about a call yet." />;
  return (
    <EmptyState title="Nothing waits for you. Tools that act outside of Pilothouse ask here before each call.">
      <LinkButton to="/tools" variant="default">
        See which tools ask
      </LinkButton>
    </EmptyState>
  );
}

function choicesIn(values: string[]): { value: string; label: string }[] {
  return [...new Set(values)].sort().map((value) => ({ value, label: value }));
}
