import { Link } from '@tanstack/react-router';

import { countOf } from '@/lib/format/number';
import { Section } from '@/ui/Section';

import type { Operation } from '../document';
import classes from './Operations.module.css';

export interface OperationsProps {
  operations: Operation[];
  /** The one that is open. */
  current: string | undefined;
}

/** Operations by what they are about, one a line. */
export function Operations({ operations, current }: OperationsProps) {
  const tags = [...new Set(operations.map(({ tag }) => tag))];
  return tags.map((tag) => {
    const members = operations.filter((operation) => operation.tag === tag);
    return (
      <Section key={tag} title={titleOf(tag)} note={countOf(members.length, 'operation')} panel>
        <ul className={classes.list}>
          {members.map((operation) => (
            <Line key={operation.id} operation={operation} isCurrent={operation.id === current} />
          ))}
        </ul>
      </Section>
    );
  });
}

function Line({ operation, isCurrent }: { operation: Operation; isCurrent: boolean }) {
  const { id, method, path, title, isDeprecated } = operation;
  return (
    <li className={classes.line} data-current={isCurrent || undefined}>
      <Link to="/docs" search={(now) => ({ ...now, open: id })} replace className={classes.link} data-row>
        <span className={classes.method}>{method}</span>
        <span className={classes.path}>/{path}</span>
      </Link>
      <span className={classes.words}>
        {isDeprecated && 'Deprecated. '}
        {title}
      </span>
    </li>
  );
}

function titleOf(tag: string): string {
  return tag.charAt(0).toUpperCase() + tag.slice(1);
}
