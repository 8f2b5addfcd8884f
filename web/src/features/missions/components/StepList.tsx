import { VisuallyHidden } from '@mantine/core';
import { IconCheck, IconMinus, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';

import type { Step, StepState } from '@/lib/api/types';
import { formatTook } from '@/lib/format/time';
import { useNow } from '@/ui/useNow';

import classes from './StepList.module.css';

const ICONS: Record<StepState, ReactNode> = {
  pending: null,
  running: null,
  completed: <IconCheck size={13} stroke={2.5} />,
  failed: <IconX size={13} stroke={2.5} />,
  skipped: <IconMinus size={13} stroke={2.5} />,
};

const WORDS: Record<StepState, string> = {
  pending: 'to do',
  running: 'running',
  completed: 'done',
  failed: 'failed',
  skipped: 'skipped',
};

/** The six steps with what each said last and how long it took. */
export function StepList({ steps }: { steps: Step[] }) {
  return (
    <ol className={classes.steps}>
      {steps.map((step) => (
        <li
          key={step.key}
          className={classes.step}
          data-state={step.state}
          aria-current={step.state === 'running' ? 'step' : undefined}
        >
          <span className={classes.mark} aria-hidden>
            {ICONS[step.state]}
          </span>
          <div className={classes.text}>
            <span className={classes.title}>{step.title}</span>
            <VisuallyHidden>{WORDS[step.state]}</VisuallyHidden>
            {step.message && <span className={classes.message}>{step.message}</span>}
          </div>
          <StepTime step={step} />
        </li>
      ))}
    </ol>
  );
}

function StepTime({ step }: { step: Step }) {
  const running = step.state === 'running';
  const now = useNow(running ? 1000 : null);
  if (!step.started_at || step.state === 'skipped') return null;
  const end = step.finished_at ? Date.parse(step.finished_at) : running ? now : null;
  if (end === null) return null;
  return <span className={classes.time}>{formatTook((end - Date.parse(step.started_at)) / 1000)}</span>;
}
