import { Link } from '@tanstack/react-router';

import { formatCallCost, formatUsdRoughly } from '@/lib/format/money';
import { formatPercent } from '@/lib/format/number';
import { formatDate, formatStamp } from '@/lib/format/time';
import { Status } from '@/ui/status/Status';

import type { Budget } from '../api';
import { SCOPE_KINDS, type ScopeKind } from '../scopes';
import { PERIODS, sharesOf, standingOf, type Period } from '../states';
import classes from './BudgetCard.module.css';
import { BudgetMeter } from './BudgetMeter';

/** One budget: what is spent and held of how much, and how it stands. The whole card opens it. */
export function BudgetCard({ budget, name }: { budget: Budget; name: string }) {
  const { window } = budget;
  const limit = window?.limit_usd ?? budget.raised_usd ?? budget.limit_usd;
  return (
    <article className={classes.card} aria-label={name}>
      <div className={classes.head}>
        <div>
          <h3>
            <Link to="/budgets" search={{ budget: budget.id }} className={classes.name} data-row>
              {name}
            </Link>
          </h3>
          <p className={classes.kind}>{kindText(budget)}</p>
        </div>
        <Status {...standingOf(budget)} />
      </div>
      <div className={classes.sums}>
        <span>
          <span className={classes.spent}>{formatCallCost(window?.spent_usd ?? '0')}</span>{' '}
          <span className={classes.of}>of {formatUsdRoughly(limit)}</span>
        </span>
        <span className={classes.of}>{formatPercent(sharesOf(budget).spent * 100)}</span>
      </div>
      <BudgetMeter budget={budget} name={name} />
      <div className={classes.foot}>
        <span>{heldText(budget)}</span>
        <span>{endText(budget)}</span>
      </div>
    </article>
  );
}

function kindText({ scope_kind: kind, period, is_hard: isHard }: Budget): string {
  const words = [SCOPE_KINDS[kind as ScopeKind], PERIODS[period as Period].label.toLowerCase()];
  return [...words, isHard ? 'refuses' : 'only warns'].join(', ');
}

function heldText({ window, raised_until: raisedUntil }: Budget): string {
  if (raisedUntil !== null) return `Raised until ${formatStamp(raisedUntil)}`;
  if (window && Number(window.held_usd) > 0) return `${formatCallCost(window.held_usd)} held for calls in flight`;
  return window ? `${formatCallCost(window.remaining_usd)} left` : 'No call yet in this period';
}

function endText({ window, period }: Budget): string {
  if (period === 'total') return 'never resets';
  return window?.ends_at ? `resets ${formatDate(window.ends_at)}` : '';
}
