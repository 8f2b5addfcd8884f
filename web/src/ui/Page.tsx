import { useEffect, type ReactNode } from 'react';

import classes from './Page.module.css';

export interface PageProps {
  title: string;
  /** Right of the title: a view switch and one primary action. */
  actions?: ReactNode;
  /** Below the title: freshness, path back. */
  meta?: ReactNode;
  /** `form` stops at 640 px, `reading` at 760 px, lists take the full width. */
  width?: 'full' | 'reading' | 'form';
  children: ReactNode;
}

/** The frame of every page: the one h1, its actions, and the content below. */
export function Page({ title, actions, meta, width = 'full', children }: PageProps) {
  useTitle(title);
  return (
    <div className={classes.page} data-width={width}>
      <header className={classes.header}>
        <div className={classes.heading}>
          <h1 className={classes.title}>{title}</h1>
          {meta && <div className={classes.meta}>{meta}</div>}
        </div>
        {actions && <div className={classes.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}

/** Name the browser's tab after the page. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Pilothouse`;
  }, [title]);
}
