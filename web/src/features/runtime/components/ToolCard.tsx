import type { Tool } from '@/lib/api/types';

import { argumentsOf } from '../arguments';
import classes from './ToolCard.module.css';

/** One tool: what it does and which arguments it takes. */
export function ToolCard({ tool }: { tool: Tool }) {
  const args = argumentsOf(tool.input_schema);
  return (
    <article className={classes.card} aria-label={tool.title}>
      <h3 className={classes.title}>{tool.title}</h3>
      <p className={classes.meta}>
        <code>{tool.name}</code> · {tool.category}
      </p>
      <p className={classes.text}>{tool.description}</p>
      {tool.confirm && <p className={classes.confirm}>Asks a person before each call</p>}
      {args.length > 0 && (
        <details className={classes.details}>
          <summary>{args.length === 1 ? '1 argument' : `${args.length} arguments`}</summary>
          <dl className={classes.arguments}>
            {args.map(({ name, type, description, required }) => (
              <div key={name}>
                <dt>
                  <code>{name}</code> <span>{required ? type : `${type}, optional`}</span>
                </dt>
                {description && <dd>{description}</dd>}
              </div>
            ))}
          </dl>
        </details>
      )}
    </article>
  );
}
