import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';

import { useMay } from '@/lib/api/me';
import { countOf } from '@/lib/format/number';
import card from '@/ui/Card.module.css';
import { Freshness } from '@/ui/Freshness';
import { Page } from '@/ui/Page';
import { Section } from '@/ui/Section';
import { SidePanel } from '@/ui/SidePanel';
import { EmptyState } from '@/ui/states/EmptyState';
import { ErrorState } from '@/ui/states/ErrorState';
import { Loading } from '@/ui/states/Loading';
import { useRowKeys } from '@/ui/useRowKeys';

import { budgetQuery, budgetsQuery, type Budget } from '../api';
import { Alerts } from '../components/Alerts';
import { BudgetCard } from '../components/BudgetCard';
import { BudgetDialog } from '../components/BudgetDialog';
import { BudgetPanel } from '../components/BudgetPanel';
import { Limits } from '../components/Limits';
import { nameOfScope, useScopes } from '../scopes';
import { inOrder } from '../states';

const route = getRouteApi('/shell/budgets');
const REFRESH_MS = 10_000; // What is spent and held changes with every call.

/** What may be spent, by whom, and how far it has come. */
export function BudgetsPage() {
  const { budget: open } = route.useSearch();
  const navigate = route.useNavigate();
  const [creating, setCreating] = useState(false);
  const mayWrite = useMay('budgets:write');
  const scopes = useScopes();
  const budgets = useQuery({ ...budgetsQuery, refetchInterval: REFRESH_MS });
  useRowKeys();
  const shown = useOpened(budgets.data, open);
  const show = (id: string | undefined) => void navigate({ search: { budget: id }, replace: true });
  const create = mayWrite && (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setCreating(true)}>
      New budget
    </Button>
  );
  return (
    <Page
      title="Budgets"
      actions={budgets.data?.length ? create : undefined}
      meta={<Freshness at={budgets.dataUpdatedAt} />}
    >
      {budgets.isPending && <Loading label="Loading budgets" columns={3} heights={[156, 156, 156]} />}
      {budgets.isError && !budgets.data && (
        <ErrorState
          title="The budgets could not be loaded"
          error={budgets.error}
          onRetry={() => void budgets.refetch()}
        />
      )}
      {budgets.data?.length === 0 && (
        <EmptyState title="No budgets. One sets what a team, key, agent or the organization may spend, and holds it under any load.">
          {create}
        </EmptyState>
      )}
      {budgets.data && budgets.data.length > 0 && (
        <Section title="In force" note={countOf(budgets.data.length, 'budget')}>
          <div className={card.grid}>
            {inOrder(budgets.data).map((budget) => (
              <BudgetCard
                key={budget.id}
                budget={budget}
                name={nameOfScope(scopes, budget.scope_kind, budget.scope_id)}
              />
            ))}
          </div>
        </Section>
      )}
      {budgets.data && budgets.data.length > 0 && <Alerts scopes={scopes} />}
      <Limits scopes={scopes} mayWrite={mayWrite} />
      <SidePanel
        opened={shown !== undefined}
        title={shown ? nameOfScope(scopes, shown.scope_kind, shown.scope_id) : 'Budget'}
        onClose={() => show(undefined)}
      >
        {shown && <BudgetPanel budget={shown} scopes={scopes} mayWrite={mayWrite} onGone={() => show(undefined)} />}
      </SidePanel>
      <BudgetDialog opened={creating} scopes={scopes} onClose={() => setCreating(false)} />
    </Page>
  );
}

/** The budget that the address opens: from the list, or, as those of missions are not in it, read by itself. */
function useOpened(listed: Budget[] | undefined, id: string | undefined): Budget | undefined {
  const known = listed?.find((budget) => budget.id === id);
  const isAway = id !== undefined && listed !== undefined && !known;
  const one = useQuery({ ...budgetQuery(id ?? ''), enabled: isAway });
  return known ?? (isAway ? one.data : undefined);
}
