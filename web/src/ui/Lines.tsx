import type { ReactNode } from 'react';

import classes from './Lines.module.css';

/** Things of an account, one under the other. */
export function Lines({ label, children }: { label: string; children: ReactNode }) {
  return (
    <ul className={classes.lines} aria-label={label}>
      {children}
    </ul>
  );
}

export interface LineProps {
  name: ReactNode;
  /** Facts, smaller. */
  facts?: ReactNode[];
  /** What can be done with it. */
  children?: ReactNode;
}

/** One thing, what is known of it, and what can be done. */
export function Line({ name, facts = [], children }: LineProps) {
  return (
    <li className={classes.line}>
      <div className={classes.text}>
        <span className={classes.name}>{name}</span>
        <span className={classes.facts}>
          {facts.map((fact, index) => (
            <span key={index}>{fact}</span>
          ))}
        </span>
      </div>
      {children && <div className={classes.actions}>{children}</div>}
    </li>
  );
}
