import { Button } from '@mantine/core';
import { useState } from 'react';

import { formatCallCost, formatUsdRoughly } from '@/lib/format/money';
import { formatMoment } from '@/lib/format/time';
import { ConfirmDialog } from '@/ui/ConfirmDialog';
import { Facts, type Fact } from '@/ui/Facts';
import { Status } from '@/ui/status/Status';
import { When } from '@/ui/When';

import type { Budget } from '../api';
import { nameOfScope, SCOPE_KINDS, type ScopeKind, type Scopes } from '../scopes';
import { PERIODS, standingOf, type Period } from '../states';
import { useBudgetActions } from '../useBudgetActions';
import { BudgetAlerts } from './BudgetAlerts';
import { BudgetDialog } from './BudgetDialog';
import { BudgetMeter } from './BudgetMeter';
import classes from './BudgetPanel.module.css';
import { BurnDownChart } from './BurnDownChart';
import { RaiseDialog } from './RaiseDialog';

export interface BudgetPanelProps {
  budget: Budget;
  scopes: Scopes;
  mayWrite: boolean;
  /** Called when the budget is deleted. */
  onGone: () => void;
}

/** One budget in full: its course, what it told, and what can be done with it. */
export function BudgetPanel({ budget, scopes, mayWrite, onGone }: BudgetPanelProps) {
  const name = nameOfScope(scopes, budget.scope_kind, budget.scope_id);
  const { window } = budget;
  const limit = window?.limit_usd ?? budget.raised_usd ?? budget.limit_usd;
  return (
    <>
      <div className={classes.top}>
        <div className={classes.line}>
          <span>
            <span className={classes.spent}>{formatCallCost(window?.spent_usd ?? '0')}</span>{' '}
            <span className={classes.of}>of {formatUsdRoughly(limit)}</span>
          </span>
          <Status {...standingOf(budget)} />
        </div>
        <BudgetMeter budget={budget} name={name} />
        {budget.shut_off_at !== null && (
          <p className={classes.notice}>
            Switched off <When at={budget.shut_off_at} />. Nothing here is called until somebody switches it on.
          </p>
        )}
        {mayWrite && <Actions budget={budget} name={name} scopes={scopes} onGone={onGone} />}
      </div>
      <Facts facts={factsOf(budget)} />
      <BurnDownChart budget={budget} />
      <BudgetAlerts budgetId={budget.id} />
    </>
  );
}

function factsOf(budget: Budget): Fact[] {
  const { window } = budget;
  const facts: (Fact | false | null)[] = [
    { name: 'For', value: SCOPE_KINDS[budget.scope_kind as ScopeKind] },
    { name: 'Limit', value: `${formatUsdRoughly(budget.limit_usd)} ${PERIODS[budget.period as Period].each}` },
    budget.raised_usd !== null && {
      name: 'Raised to',
      value: `${formatUsdRoughly(budget.raised_usd)} until ${budget.raised_until ? formatMoment(budget.raised_until) : ''}`,
    },
    window && { name: 'Held', value: `${formatCallCost(window.held_usd)} for calls in flight` },
    window && { name: 'Left', value: formatCallCost(window.remaining_usd) },
    window?.ends_at ? { name: 'Resets', value: formatMoment(window.ends_at) } : null,
    { name: 'At the limit', value: budget.is_hard ? 'Calls are refused' : 'Calls go on, with a warning' },
    budget.shuts_off && { name: 'Then', value: 'It switches itself off until somebody switches it on' },
    { name: 'Alerts at', value: budget.thresholds.map((percent) => `${percent} %`).join(', ') || 'none' },
  ];
  return facts.filter((fact) => fact !== false && fact !== null);
}

type Asking = 'edit' | 'raise' | 'shut-off' | 'delete' | null;

function Actions({
  budget,
  name,
  scopes,
  onGone,
}: Pick<BudgetPanelProps, 'budget' | 'scopes' | 'onGone'> & { name: string }) {
  const [asking, setAsking] = useState<Asking>(null);
  const { remove, shutOff, reopen, lower } = useBudgetActions(name);
  const done = () => setAsking(null);
  const removeIt = () => {
    // First the panel, so that it does not ask once more for what is gone.
    onGone();
    remove.mutate(budget);
  };
  const cannotReturn = budget.period === 'total' || budget.shut_off_at !== null;
  return (
    <div className={classes.actions}>
      <Button variant="default" onClick={() => setAsking('edit')}>
        Edit
      </Button>
      {budget.raised_usd === null ? (
        <Button variant="default" onClick={() => setAsking('raise')}>
          Raise for a time
        </Button>
      ) : (
        <Button variant="default" loading={lower.isPending} onClick={() => lower.mutate(budget)}>
          End the raise
        </Button>
      )}
      {budget.shut_off_at === null ? (
        <Button variant="default" onClick={() => setAsking('shut-off')}>
          Switch off
        </Button>
      ) : (
        <Button loading={reopen.isPending} onClick={() => reopen.mutate(budget)}>
          Switch on
        </Button>
      )}
      <Button
        variant="default"
        className={classes.last}
        loading={remove.isPending}
        onClick={cannotReturn ? () => setAsking('delete') : removeIt}
      >
        Delete
      </Button>
      <BudgetDialog opened={asking === 'edit'} budget={budget} scopes={scopes} onClose={done} />
      <RaiseDialog opened={asking === 'raise'} budget={budget} name={name} onClose={done} />
      <ConfirmDialog
        opened={asking === 'shut-off'}
        title={`Switch off “${name}”?`}
        text="Every call that counts for this budget and costs something is refused from now on, until somebody switches it on again. Calls in flight finish."
        action="Switch off"
        busy={shutOff.isPending}
        onConfirm={() => shutOff.mutate(budget, { onSettled: done })}
        onClose={done}
      />
      <ConfirmDialog
        opened={asking === 'delete'}
        title={`Delete the budget of “${name}”?`}
        text="Its limit holds no more. The ledger keeps what was spent, but this count cannot be brought back."
        action="Delete budget"
        busy={remove.isPending}
        onConfirm={removeIt}
        onClose={done}
      />
    </div>
  );
}
