import type { Incident } from '../api';
import { sourceOf } from '../incidents';
import { useUserName } from '../useUserName';
import classes from './Security.module.css';

const KINDS: Record<string, string> = { tool: 'Tool', agent: 'Agent', user: 'User' };

/** Where an incident came from, as people call it. */
export function Source({ incident }: { incident: Incident }) {
  const { kind, name } = sourceOf(incident);
  return (
    <>
      <span className={classes.muted}>{KINDS[kind] ?? kind}</span> {kind === 'user' ? <User id={name} /> : name}
    </>
  );
}

function User({ id }: { id: string }) {
  return <>{useUserName(id)}</>;
}
