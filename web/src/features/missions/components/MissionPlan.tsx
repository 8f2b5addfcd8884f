import type { ReactNode } from 'react';

import type { ToolChoice } from '@/lib/api/types';
import { formatBytes } from '@/lib/format/number';
import { formatUsd } from '@/lib/format/money';

import type { Mission } from '../model';
import classes from './MissionPlan.module.css';

const SHOWN_TOOLS = 3;

/** What was asked, what it was understood as, and with which tools and limits it is done. */
export function MissionPlan({ mission }: { mission: Mission }) {
  return (
    <aside className={classes.plan} aria-label="Plan">
      <Part title="Objective">
        <p className={classes.objective}>{mission.objective}</p>
      </Part>
      {mission.files.length > 0 && (
        <Part title={mission.files.length === 1 ? 'File' : 'Files'}>
          {mission.files.map((file) => (
            <p key={file.id} className={classes.pair}>
              <span className={classes.mono}>{file.name}</span>
              <span className={classes.muted}>{formatBytes(file.size_bytes)}</span>
            </p>
          ))}
        </Part>
      )}
      <Understood mission={mission} />
      <Tools mission={mission} />
      {mission.instructions.length > 0 && (
        <Part title="Instructions">
          {mission.instructions.map((text, index) => (
            <p key={index}>{text}</p>
          ))}
        </Part>
      )}
      {Object.keys(mission.parameters).length > 0 && (
        <Part title="Parameters">
          <pre className={classes.code} tabIndex={0}>
            {JSON.stringify(mission.parameters, null, 2)}
          </pre>
        </Part>
      )}
      <Limits mission={mission} />
    </aside>
  );
}

function Understood({ mission: { intent } }: { mission: Mission }) {
  if (!intent) return null;
  return (
    <Part title="Understood as">
      <p className={classes.pair}>
        <span className={classes.strong}>{plain(intent.type)}</span>
        <span className={classes.muted}>{Math.round(intent.confidence * 100)} % sure</span>
      </p>
      <p className={classes.muted}>{intent.reason}</p>
    </Part>
  );
}

function Tools({ mission: { selected_tools: tools, tool } }: { mission: Mission }) {
  if (tools.length === 0 && !tool) return null;
  return (
    <Part title={tool ? 'Tool (fixed)' : 'Tools chosen'}>
      {tools.length === 0 && <p className={classes.mono}>{tool}</p>}
      {tools.slice(0, SHOWN_TOOLS).map((choice) => (
        <Choice key={choice.name} choice={choice} />
      ))}
      {tools.length > SHOWN_TOOLS && (
        <details className={classes.more}>
          <summary>{tools.length - SHOWN_TOOLS} more at hand</summary>
          {tools.slice(SHOWN_TOOLS).map((choice) => (
            <Choice key={choice.name} choice={choice} />
          ))}
        </details>
      )}
    </Part>
  );
}

function Choice({ choice: { name, score, reason } }: { choice: ToolChoice }) {
  return (
    <div>
      <p className={classes.pair}>
        <span className={classes.mono}>{name}</span>
        <span className={classes.muted}>score {score.toFixed(2)}</span>
      </p>
      <p className={classes.muted}>{reason}</p>
    </div>
  );
}

function Limits({ mission }: { mission: Mission }) {
  const rows: [string, string][] = [
    ['Budget', mission.budget_usd ? formatUsd(mission.budget_usd) : 'no limit of its own'],
    ['Priority', mission.priority],
    ['Model', mission.model.connected ? mission.model.name : `${mission.model.name} (built in)`],
  ];
  return (
    <Part title="Runs with">
      {rows.map(([name, value]) => (
        <p key={name} className={classes.pair}>
          <span className={classes.muted}>{name}</span>
          <span>{value}</span>
        </p>
      ))}
    </Part>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={classes.part}>
      <h2 className={classes.title}>{title}</h2>
      {children}
    </section>
  );
}

function plain(type: string): string {
  const words = type.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
