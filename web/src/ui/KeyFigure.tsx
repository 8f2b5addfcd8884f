import type { ReactNode } from 'react';

import classes from './KeyFigure.module.css';

export interface KeyFigureProps {
  label: string;
  value: string;
  /** The change against the period before, or what the value rests on. */
  note: ReactNode;
}

/** One number with what it is and what it means. */
export function KeyFigure({ label, value, note }: KeyFigureProps) {
  return (
    <dl className={classes.figure}>
      <dt className={classes.label}>{label}</dt>
      <dd className={classes.value}>{value}</dd>
      <dd className={classes.note}>{note}</dd>
    </dl>
  );
}

/** Four in a row, two on a phone. */
export function KeyFigures({ children }: { children: ReactNode }) {
  return <div className={classes.grid}>{children}</div>;
}
