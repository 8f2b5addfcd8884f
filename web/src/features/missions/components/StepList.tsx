import { VisuallyHidden } from '@mantine/core';
import { IconCheck, IconMinus, IconPlayerPause, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';

import type { Step, StepState } from '@/lib/api/types';
import { formatTook } from '@/lib/format/time';
import { useNow } from '@/ui/useNow';

import classes from './StepList.module.css';

/** A step's state as it looks: one that was begun stands still while its mission does not run. */
type Look = StepState | 'halted';

const ICONS: Record<Look, ReactNode> = {
  pending: null,
  running: null,
  halted: <IconPlayerPause size={12} stroke={2.5} />,
  completed: <IconCheck size={13} stroke={2.5} />,
  failed: <IconX size={13} stroke={2.5} />,
  skipped: <IconMinus size={13} stroke={2.5} />,
};

const WORDS: Record<Look, string> = {
  pending: 'to do',
  running: 'running',
  halted: 'halted',
  completed: 'done',
  failed: 'failed',
  skipped: 'skipped',
};

export interface StepListProps {
  steps: Step[];
  /** Whether the mission runs. */
  moving: boolean;
}

/** The six steps with what each said last and how long it took. */
export function StepList({ steps, moving }: StepListProps) {
  return (
    <ol className={classes.steps}>
      {steps.map((step) => (
        <StepRow key={step.key} step={step} look={step.state === 'running' && !moving ? 'halted' : step.state} />
      ))}
    </ol>
  );
}

function StepRow({ step, look }: { step: Step; look: Look }) {
  return (
    <li className={classes.step} data-look={look} aria-current={step.state === 'running' ? 'step' : undefined}>
      <span className={classes.mark} aria-hidden>
        {ICONS[look]}
      </span>
      <div className={classes.text}>
        <span className={classes.title}>{step.title}</span>
        <VisuallyHidden>{WORDS[look]}</VisuallyHidden>
        {step.message && <span className={classes.message}>{step.message}</span>}
      </div>
      {look !== 'halted' && <StepTime step={step} />}
    </li>
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
