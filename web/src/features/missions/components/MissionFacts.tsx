import { formatUsd } from '@/lib/format/money';
import { formatEta } from '@/lib/format/time';
import { useNow } from '@/ui/useNow';

import { elapsedText } from '../elapsed';
import { etaAt, ticks, type Mission } from '../model';
import { isFinished } from '../states';
import classes from './MissionFacts.module.css';

/** Elapsed time, estimate and cost, in place: the clock ticks here, between two messages of the server. */
export function MissionFacts({ mission }: { mission: Mission }) {
  const now = useNow(ticks(mission) ? 1000 : null);
  return (
    <dl className={classes.facts}>
      <Fact name="Elapsed" value={elapsedText(mission, now)} />
      {!isFinished(mission.state) && <Fact name="ETA" value={formatEta(etaAt(mission, now))} />}
      <Fact name="Cost" value={cost(mission)} />
    </dl>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div className={classes.fact}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function cost({ cost_usd, budget_usd }: Mission): string {
  return budget_usd ? `${formatUsd(cost_usd)} of ${formatUsd(budget_usd)}` : formatUsd(cost_usd);
}
