import type { ReactNode } from 'react';

import { Mark } from '@/ui/Mark';
import { useTitle } from '@/ui/Page';

import classes from './Door.module.css';

interface DoorProps {
  title: string;
  /** What went wrong, in words; read aloud when it appears. */
  problem?: string | null;
  children: ReactNode;
}

/** The frame of every page that is shown before somebody is signed in. */
export function Door({ title, problem, children }: DoorProps) {
  useTitle(title);
  return (
    <main className={classes.page}>
      <div className={classes.card}>
        <div className={classes.brand}>
          <Mark />
          Pilothouse
        </div>
        <h1 className={classes.title}>{title}</h1>
        {problem && (
          <p className={classes.problem} role="alert">
            {problem}
          </p>
        )}
        {children}
      </div>
    </main>
  );
}
