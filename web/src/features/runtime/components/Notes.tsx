import { IconAlertTriangle, IconHandStop, IconLock } from '@tabler/icons-react';

import type { Agent, Tool } from '@/lib/api/tools';

import classes from './Notes.module.css';

/** What matters before a tool is used: it asks a person, or the reader may not use it. */
export function Notes({ tool }: { tool: Tool }) {
  return (
    <>
      {tool.confirm && (
        <span className={classes.note} data-tone="attention">
          <IconHandStop size={13} aria-hidden /> Asks first
        </span>
      )}
      {!tool.is_permitted && (
        <span className={classes.note}>
          <IconLock size={13} aria-hidden /> Not yours to use
        </span>
      )}
    </>
  );
}

/** Why an agent cannot run as it is. */
export function Problem({ agent }: { agent: Agent }) {
  if (!agent.problem) return null;
  return (
    <span className={classes.note} data-tone="attention">
      <IconAlertTriangle size={13} aria-hidden /> {agent.problem}
    </span>
  );
}
