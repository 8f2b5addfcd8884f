import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';

import { formatCallCost, formatUsdRoughly } from '@/lib/format/money';
import { Section } from '@/ui/Section';
import { ErrorState } from '@/ui/states/ErrorState';
import { Loading } from '@/ui/states/Loading';
import { Status } from '@/ui/status/Status';
import { When } from '@/ui/When';

import { alertsQuery, type BudgetAlert } from '../api';
import { nameOfScope, type Scopes } from '../scopes';
import { alertText, alertTone } from '../states';
import classes from './Alerts.module.css';

const EVERY_MS = 15_000;

/** What budgets have told of late. */
export function Alerts({ scopes }: { scopes: Scopes }) {
  const alerts = useInfiniteQuery({ ...alertsQuery(), refetchInterval: EVERY_MS });
  const items = alerts.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Section title="Alerts">
      {alerts.isPending && <Loading label="Loading alerts" heights={[88]} />}
      {alerts.isError && !alerts.data && (
        <ErrorState title="The alerts could not be loaded" error={alerts.error} onRetry={() => void alerts.refetch()} />
      )}
      {alerts.data && items.length === 0 && <p className={classes.none}>No budget has crossed a threshold yet.</p>}
      {items.length > 0 && (
        <ul className={classes.list}>
          {items.map((alert) => (
            <AlertLine key={alert.id} alert={alert} name={nameOfScope(scopes, alert.scope_kind, alert.scope_id)} />
          ))}
        </ul>
      )}
      {alerts.hasNextPage && (
        <div className={classes.more}>
          <Button variant="default" loading={alerts.isFetchingNextPage} onClick={() => void alerts.fetchNextPage()}>
            Show earlier alerts
          </Button>
        </div>
      )}
    </Section>
  );
}

function AlertLine({ alert, name }: { alert: BudgetAlert; name: string }) {
  return (
    <li className={classes.alert}>
      <Status tone={alertTone(alert)} label={alertText(alert)} />
      <Link to="/budgets" search={{ budget: alert.budget_id }} className={classes.name}>
        {name}
      </Link>
      <span
        className={classes.note}
      >{`${formatCallCost(alert.spent_usd)} of ${formatUsdRoughly(alert.limit_usd)}`}</span>
      <span className={classes.when}>
        <When at={alert.crossed_at} />
      </span>
    </li>
  );
}
