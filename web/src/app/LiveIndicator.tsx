import { Tooltip } from '@mantine/core';

import { formatClock } from '@/lib/format/time';
import { useLive } from '@/lib/live/LiveProvider';
import type { LiveStatus } from '@/lib/live/connection';

import classes from './LiveIndicator.module.css';

const WORDS: Record<LiveStatus, { label: string; text: string }> = {
  connecting: { label: 'Connecting', text: 'Opening the live connection' },
  live: { label: 'Live', text: 'Changes appear as they happen' },
  reconnecting: { label: 'Reconnecting', text: 'The live connection dropped and is being renewed' },
  offline: { label: 'Offline', text: 'The server is out of reach; what you see may be old' },
};

/** Says whether what stands on the page is the present. */
export function LiveIndicator() {
  const { status, since } = useLive();
  const { label, text } = WORDS[status];
  return (
    <Tooltip label={`${text}, since ${formatClock(new Date(since).toISOString())}`}>
      <span className={classes.live} data-status={status} role="status" tabIndex={0}>
        <span className={classes.dot} aria-hidden />
        {label}
      </span>
    </Tooltip>
  );
}
