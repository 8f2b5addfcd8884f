import type { Severity as Grade } from '@/lib/api/security';

import classes from './Severity.module.css';

/** How bad it is if it is true, mildest first. */
export const SEVERITIES: Record<Grade, string> = {
  info: 'Info',
  low: 'Low',
  medium: 'Medium',
  high: 'High',
  critical: 'Critical',
};

const GRADES = Object.keys(SEVERITIES) as Grade[];

/** A severity as a word with as many steps as it has. */
export function Severity({ value }: { value: Grade }) {
  const steps = GRADES.indexOf(value) + 1;
  return (
    <span className={classes.severity} data-value={value}>
      <span className={classes.steps} aria-hidden>
        {GRADES.map((grade, index) => (
          <span key={grade} className={classes.step} data-on={index < steps || undefined} />
        ))}
      </span>
      {SEVERITIES[value]}
    </span>
  );
}
