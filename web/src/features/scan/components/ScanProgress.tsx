import { Button } from '@mantine/core';

import { formatPercent } from '@/lib/format/number';
import { formatDuration } from '@/lib/format/time';
import { Progress as Bar } from '@/ui/status/Progress';
import { useNow } from '@/ui/useNow';

import type { Progress } from '../useScan';
import classes from './ScanProgress.module.css';

export interface ScanProgressProps {
  progress: Extract<Progress, { name: string }>;
  onStop: () => void;
}

/** How far a scan is: how much was sent, then for how long the server has been reading. */
export function ScanProgress({ progress, onStop }: ScanProgressProps) {
  const { phase, name } = progress;
  const now = useNow(phase === 'reading' ? 1000 : null);
  const words = wordsOf(progress, now);
  return (
    <div className={classes.panel}>
      <div className={classes.line}>
        <span className={classes.name}>{name}</span>
        <span className={classes.words} role="status">
          {words}
        </span>
      </div>
      {phase === 'sending' && (
        <Bar tone="running" percent={progress.share * 100} label={`Upload of ${name}`} text={words} />
      )}
      <div>
        <Button variant="default" onClick={onStop}>
          Stop
        </Button>
      </div>
    </div>
  );
}

function wordsOf(progress: ScanProgressProps['progress'], now: number): string {
  if (progress.phase === 'packing') return 'Packing';
  if (progress.phase === 'sending') return `Sent ${formatPercent(progress.share * 100)}`;
  return `Reading it, ${formatDuration((now - progress.since) / 1000)}`;
}
