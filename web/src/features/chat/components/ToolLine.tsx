import {
  IconAlertCircle,
  IconArrowRight,
  IconCheck,
  IconChevronRight,
  IconHandStop,
  IconPlayerStop,
} from '@tabler/icons-react';
import { Loader } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { memo, useId, useState } from 'react';

import { titleOfPlace } from '@/lib/places';
import { formatDuration, formatTook } from '@/lib/format/time';
import { LinkButton } from '@/ui/LinkButton';
import { ArgumentList } from '@/ui/schema/ArgumentList';
import { useNow } from '@/ui/useNow';

import { outputsQuery } from '../api';
import type { ToolPart, ToolState } from '../parts';
import classes from './ToolLine.module.css';

export interface ToolLineProps {
  tool: ToolPart;
  /** Of a stored answer, to read what it does not keep; null while the answer is followed. */
  turnId: string | null;
}

/** One call of a tool: a calm line that opens to its arguments and its result. A failed one opens by itself. */
export const ToolLine = memo(function ToolLine({ tool, turnId }: ToolLineProps) {
  const [opened, setOpened] = useState<boolean | null>(null);
  const isOpen = opened ?? tool.state === 'failed';
  const id = useId();
  const place = tool.navigate === null ? null : titleOfPlace(tool.navigate);
  return (
    <div className={classes.tool} data-state={tool.state}>
      <button
        type="button"
        className={classes.line}
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpened(!isOpen)}
      >
        <StateIcon state={tool.state} />
        <span className={classes.name}>{tool.name}</span>
        <span className={classes.summary}>{summaryOf(tool)}</span>
        <Took tool={tool} />
        <IconChevronRight size={15} aria-hidden className={classes.chevron} />
      </button>
      {tool.state === 'running' && tool.progress && <ProgressLine progress={tool.progress} name={tool.name} />}
      <div id={id} hidden={!isOpen}>
        {isOpen && <Details tool={tool} turnId={turnId} />}
      </div>
      {place && tool.navigate && (
        <div className={classes.offer}>
          <LinkButton
            to={tool.navigate as '/missions'}
            size="xs"
            variant="default"
            rightSection={<IconArrowRight size={14} />}
          >
            Open {place}
          </LinkButton>
        </div>
      )}
    </div>
  );
});

const WORDS: Record<ToolState, string> = {
  running: 'Running',
  waiting: 'Needs approval',
  ok: 'Done',
  failed: 'Failed',
  stopped: 'Stopped',
};

function StateIcon({ state }: { state: ToolState }) {
  if (state === 'running') return <Loader size={14} aria-label="Running" className={classes.icon} />;
  const Icon = { ok: IconCheck, failed: IconAlertCircle, waiting: IconHandStop, stopped: IconPlayerStop }[state];
  return <Icon size={15} className={classes.icon} role="img" aria-label={WORDS[state]} />;
}

function summaryOf({ state, summary, progress }: ToolPart): string {
  if (state === 'running') return progress?.message ?? '';
  if (state === 'waiting' || state === 'stopped') return WORDS[state];
  return summary || WORDS[state];
}

function Took({ tool }: { tool: ToolPart }) {
  if (tool.state === 'running') return <Elapsed />;
  return tool.duration_s === null ? null : <span className={classes.took}>{formatTook(tool.duration_s)}</span>;
}

/** Seconds since the line appeared; nothing in the first two, which most calls do not take. */
function Elapsed() {
  const [from] = useState(() => Date.now());
  const seconds = (useNow(1000) - from) / 1000;
  return seconds < 2 ? null : <span className={classes.took}>{formatDuration(seconds)}</span>;
}

function ProgressLine({ progress, name }: { progress: NonNullable<ToolPart['progress']>; name: string }) {
  const percent = Math.round(Math.min(1, Math.max(0, progress.fraction)) * 100);
  return (
    <div
      className={classes.progress}
      role="progressbar"
      aria-label={name}
      aria-valuenow={percent}
      aria-valuetext={`${percent} percent, ${progress.message}`}
    >
      <span className={classes.fill} style={{ transform: `scaleX(${percent / 100})` }} />
    </div>
  );
}

function Details({ tool, turnId }: ToolLineProps) {
  const isKept = tool.output !== null && tool.output !== undefined;
  const outputs = useQuery({
    ...outputsQuery(turnId ?? ''),
    enabled: !isKept && turnId !== null && tool.state === 'ok',
  });
  const output = isKept ? tool.output : outputs.data?.[tool.call_id];
  return (
    <div className={classes.details}>
      <p className={classes.label}>Arguments</p>
      <ArgumentList values={tool.arguments} />
      {tool.state !== 'running' && tool.state !== 'waiting' && (
        <>
          <p className={classes.label}>{tool.state === 'failed' ? 'What went wrong' : 'Result'}</p>
          <pre className={classes.output} tabIndex={0} aria-label="Result">
            {outputs.isLoading ? 'Reading the result…' : outputOf({ ...tool, output })}
          </pre>
        </>
      )}
    </div>
  );
}

function outputOf({ output, summary, state }: ToolPart): string {
  if (output === null || output === undefined) {
    return state === 'failed' ? summary : `${summary || 'No result'}\n\nIts full result is too large to be shown here.`;
  }
  return typeof output === 'string' ? output : JSON.stringify(output, null, 2);
}
