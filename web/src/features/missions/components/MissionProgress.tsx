import { formatPercent } from '@/lib/format/number';
import { Progress } from '@/ui/status/Progress';

import type { Mission } from '../model';
import { positionOf, segmentsOf, STATES } from '../states';
import classes from './MissionProgress.module.css';

export interface MissionProgressProps {
  mission: Mission;
  /** Say why a mission waits, where nothing else on the page does. */
  withReason?: boolean;
}

/** Where a mission stands: step in words, percent, and one segment per step filled in part. */
export function MissionProgress({ mission, withReason = false }: MissionProgressProps) {
  const position = positionOf(mission);
  const reason = withReason && mission.state === 'waiting_for_approval' ? mission.state_reason : null;
  const text = reason ?? position.text;
  const place = reason ? '' : position.place;
  const percent = formatPercent(mission.percent);
  return (
    <div className={classes.progress}>
      <div className={classes.line}>
        <span className={classes.step} title={text}>
          {text}
        </span>
        {place && <span className={classes.place}>{place}</span>}
        <span className={classes.percent}>{percent}</span>
      </div>
      <Progress
        tone={STATES[mission.state].tone}
        percent={mission.percent}
        segments={segmentsOf(mission)}
        label={`Progress of ${mission.title}`}
        text={spoken(mission.percent, place, text)}
      />
    </div>
  );
}

function spoken(percent: number, place: string, text: string): string {
  return `${Math.floor(percent)} percent, ${place ? `${place}: ` : ''}${text}`;
}
