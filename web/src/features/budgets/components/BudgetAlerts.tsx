import { useInfiniteQuery } from '@tanstack/react-query';

import { formatCallCost } from '@/lib/format/money';
import { Section } from '@/ui/Section';
import { Status } from '@/ui/status/Status';
import { When } from '@/ui/When';

import { alertsQuery } from '../api';
import { alertText, alertTone } from '../states';
import classes from './Alerts.module.css';

/** What one budget has told; nothing when it has not. */
export function BudgetAlerts({ budgetId }: { budgetId: string }) {
  const alerts = useInfiniteQuery(alertsQuery(budgetId));
  const items = alerts.data?.pages.flatMap((page) => page.items) ?? [];
  if (items.length === 0) return null;
  return (
    <Section title="Alerts">
      <ul className={classes.list}>
        {items.map((alert) => (
          <li key={alert.id} className={classes.alert}>
            <Status tone={alertTone(alert)} label={alertText(alert)} />
            <span className={classes.note}>{formatCallCost(alert.spent_usd)}</span>
            <span className={classes.when}>
              <When at={alert.crossed_at} />
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
