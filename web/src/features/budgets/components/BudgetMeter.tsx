import { formatCallCost } from '@/lib/format/money';
import { Meter } from '@/ui/Meter';

import type { Budget } from '../api';
import { sharesOf, standingOf } from '../states';

/** What is spent and what is held, as parts of the limit. */
export function BudgetMeter({ budget, name }: { budget: Budget; name: string }) {
  const { spent, held } = sharesOf(budget);
  const { tone } = standingOf(budget);
  const { spent_usd, held_usd, limit_usd } = budget.window ?? {
    spent_usd: '0',
    held_usd: '0',
    limit_usd: budget.limit_usd,
  };
  return (
    <Meter
      label={`Spent of the budget of ${name}`}
      text={`${formatCallCost(spent_usd)} spent and ${formatCallCost(held_usd)} held of ${formatCallCost(limit_usd)}`}
      parts={[
        { share: spent, tone: tone === 'failed' || tone === 'attention' ? tone : 'plain' },
        { share: held, tone: 'held' },
      ]}
    />
  );
}
