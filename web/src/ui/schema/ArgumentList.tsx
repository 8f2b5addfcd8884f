import classes from './ArgumentList.module.css';

const LONG = 90; // Longer values stand below their names.

/** Arguments as names and values; long texts and nested values get lines of their own. */
export function ArgumentList({ values }: { values: Record<string, unknown> }) {
  const entries = Object.entries(values);
  if (entries.length === 0) return <p className={classes.none}>No arguments</p>;
  return (
    <dl className={classes.list}>
      {entries.map(([name, value]) => {
        const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
        const isLong = text.length > LONG || text.includes('\n');
        return (
          <div key={name} className={classes.line} data-long={isLong || undefined}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        );
      })}
    </dl>
  );
}
