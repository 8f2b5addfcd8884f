import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback } from 'react';

import { countOf } from '@/lib/format/number';
import { LinkButton } from '@/ui/LinkButton';
import { Page } from '@/ui/Page';
import { SearchField } from '@/ui/SearchField';
import { SidePanel } from '@/ui/SidePanel';
import { EmptyState } from '@/ui/states/EmptyState';
import { ErrorState } from '@/ui/states/ErrorState';
import { Loading } from '@/ui/states/Loading';
import { useRowKeys } from '@/ui/useRowKeys';

import { operationsQuery } from '../api';
import { Details } from '../components/Details';
import { Operations } from '../components/Operations';
import { matching } from '../document';
import type { ApiDocsSearch } from '../routes';
import classes from './ApiDocsPage.module.css';

const route = getRouteApi('/shell/docs');

/** Every operation of the API, and a way to try each as the person who is signed in. */
export function ApiDocsPage() {
  const { q = '', open } = route.useSearch();
  const navigate = route.useNavigate();
  const operations = useQuery(operationsQuery);
  useRowKeys();
  const change = useCallback(
    (part: ApiDocsSearch) => void navigate({ search: (now) => ({ ...now, ...part }), replace: true }),
    [navigate],
  );
  const found = matching(operations.data ?? [], q);
  const opened = operations.data?.find(({ id }) => id === open);
  return (
    <Page title="API" meta={operations.data && countOf(operations.data.length, 'operation')}>
      <SearchField
        className={classes.search}
        label="Search operations"
        value={q}
        onSearch={(text) => change({ q: text || undefined })}
      />
      {operations.isPending && <Loading label="Loading the API" heights={[480]} />}
      {operations.isError && (
        <ErrorState
          title="The description of the API could not be loaded"
          error={operations.error}
          onRetry={() => void operations.refetch()}
        />
      )}
      {operations.data && found.length === 0 && (
        <EmptyState title={`No operation has to do with “${q}”.`}>
          <LinkButton to="/docs">Show all</LinkButton>
        </EmptyState>
      )}
      <Operations operations={found} current={open} />
      <SidePanel
        opened={opened !== undefined}
        title={opened && <code>{opened.id}</code>}
        onClose={() => change({ open: undefined })}
      >
        {opened && <Details key={opened.id} operation={opened} />}
      </SidePanel>
    </Page>
  );
}
