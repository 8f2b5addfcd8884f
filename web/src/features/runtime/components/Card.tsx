import { Link, type LinkProps } from '@tanstack/react-router';
import type { ReactNode } from 'react';

import card from '@/ui/Card.module.css';

import classes from './Card.module.css';

export interface CardProps {
  title: string;
  /** As code and people type it. */
  name: string;
  /** After the name: category, model. */
  kind: string;
  text: string;
  /** Notes that matter before it is used. */
  notes: ReactNode;
  /** The figures in one line. */
  figures: string;
  to: LinkProps['to'];
  params: Record<string, string>;
}

/** One tool or agent of the catalogue; the whole card opens it. */
export function Card({ title, name, kind, text, notes, figures, to, params }: CardProps) {
  return (
    <article className={card.card} aria-label={title}>
      <h3 className={classes.title}>
        <Link to={to} params={params as never} className={card.link} data-row>
          {title}
        </Link>
      </h3>
      <p className={classes.meta}>
        <code>{name}</code> · {kind}
      </p>
      <p className={classes.text}>{text}</p>
      <div className={classes.foot}>
        {notes}
        <span className={classes.figures}>{figures}</span>
      </div>
    </article>
  );
}

/** The cards of the catalogue side by side. */
export function Cards({ children }: { children: ReactNode }) {
  return <div className={card.grid}>{children}</div>;
}
