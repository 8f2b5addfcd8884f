import { useEffect } from 'react';

import { useNow } from '@/ui/useNow';

import type { Limits } from '../api';
import { countdown } from '../limits';
import classes from './Composer.module.css';

const FEW = 5; // From here on every message left is worth a word.

export interface AllowanceProps {
  limits: Limits | undefined;
  /** The hour is over. */
  onRenewed: () => void;
}

/** What is left of the hour's messages; nothing where nothing is limited, or plenty is left. */
export function Allowance({ limits, onRenewed }: AllowanceProps) {
  const left = limits?.remaining ?? null;
  const resetsAt = limits?.resets_at ?? null;
  const isSpent = left === 0 && resetsAt !== null;
  const now = useNow(isSpent ? 1000 : null);
  const seconds = resetsAt === null ? 0 : (Date.parse(resetsAt) - now) / 1000;
  const isOver = isSpent && seconds <= 0;
  useEffect(() => {
    if (isOver) onRenewed();
  }, [isOver, onRenewed]);
  if (left === null || left > FEW) return null;
  if (!isSpent) return <span>{left === 1 ? '1 message' : `${left} messages`} left this hour</span>;
  return (
    <span className={classes.spent} role="timer">
      All {limits?.messages_per_hour} messages of this hour are sent. The next in {countdown(seconds)}
    </span>
  );
}
