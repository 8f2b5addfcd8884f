import type { ReactNode } from 'react';

import classes from './Filter.module.css';

export interface FilterBarProps {
  /** Whether anything is filtered; then all of it can be cleared. */
  isFiltered: boolean;
  onClear: () => void;
  children: ReactNode;
}

/** Filters in one row. */
export function FilterBar({ isFiltered, onClear, children }: FilterBarProps) {
  return (
    <div className={classes.bar} role="group" aria-label="Filters">
      {children}
      {isFiltered && (
        <button type="button" className={classes.clear} onClick={onClear}>
          Clear filters
        </button>
      )}
    </div>
  );
}
