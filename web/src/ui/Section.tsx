import { useId, type ReactNode } from 'react';

import classes from './Section.module.css';

export interface SectionProps {
  title: string;
  /** Right of the title, muted: unit, count, freshness. */
  note?: ReactNode;
  /** Draw the content on a panel with a border. */
  panel?: boolean;
  children: ReactNode;
}

/** A titled part of a page. */
export function Section({ title, note, panel = false, children }: SectionProps) {
  const id = useId();
  return (
    <section className={classes.section} aria-labelledby={id} data-panel={panel || undefined}>
      <div className={classes.header}>
        <h2 id={id} className={classes.title}>
          {title}
        </h2>
        {note && <div className={classes.note}>{note}</div>}
      </div>
      {children}
    </section>
  );
}
