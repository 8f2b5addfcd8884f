import { formatClock } from '@/lib/format/time';
import { useLive } from '@/lib/live/LiveProvider';

/** Says from when what is shown is, while it cannot be kept up to date; nothing while it can. */
export function Freshness({ at }: { at: number }) {
  const { status } = useLive();
  if (status === 'live' || status === 'connecting' || at === 0) return null;
  const why = status === 'offline' ? 'offline' : 'reconnecting';
  return <span>{`As of ${formatClock(new Date(at).toISOString())}, ${why}`}</span>;
}
