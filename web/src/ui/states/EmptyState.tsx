import type { ReactNode } from 'react';

import classes from './states.module.css';

export interface EmptyStateProps {
  /** One sentence: why there is nothing. */
  title: string;
  /** The primary action, and a link to learn more. */
  children?: ReactNode;
}

/** Say why a list has nothing in it and what to do about that. */
export function EmptyState({ title, children }: EmptyStateProps) {
  return (
    <div className={classes.state}>
      <p className={classes.title}>{title}</p>
      {children && <div className={classes.actions}>{children}</div>}
    </div>
  );
}
