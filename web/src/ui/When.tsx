import { formatMoment, formatWhen } from '@/lib/format/time';

import { useNow } from './useNow';

/** A past moment in the reader's words; the exact one, in their own zone, on hover and for machines. */
export function When({ at }: { at: string }) {
  const now = useNow(30_000);
  return (
    <time dateTime={at} title={formatMoment(at)}>
      {formatWhen(at, now)}
    </time>
  );
}
