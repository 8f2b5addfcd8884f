import type { Statistics } from '../api';
import { figuresOf } from '../figures';
import classes from './Figures.module.css';

/** How a tool or an agent has done, each figure with what it rests on. */
export function Figures({ statistics, unit }: { statistics: Statistics; unit: string }) {
  return (
    <dl className={classes.figures}>
      {figuresOf(statistics, unit).map(({ label, value, note, isThin }) => (
        <div key={label} className={classes.figure}>
          <dt>{label}</dt>
          <dd className={classes.value} data-thin={isThin || undefined}>
            {value}
          </dd>
          <dd className={classes.note}>{note}</dd>
        </div>
      ))}
    </dl>
  );
}
