import { useQuery } from '@tanstack/react-query';

import { countOf } from '@/lib/format/number';
import { Status } from '@/ui/status/Status';
import { When } from '@/ui/When';

import { verificationQuery } from '../api';
import classes from './ChainMark.module.css';

const SHOWN = 3;

/** Whether the log is as it was written, and when that was looked at. */
export function ChainMark() {
  const { data, isPending, refetch, isFetching } = useQuery(verificationQuery);
  if (isPending) return <Status tone="running" label="Verifying" />;
  if (!data) return <Status tone="queued" label="Not verified" />;
  const again = (
    <button type="button" className={classes.again} disabled={isFetching} onClick={() => void refetch()}>
      Verify again
    </button>
  );
  if (data.is_intact) {
    return (
      <span className={classes.mark}>
        <Status tone="done" label="Chain verified" /> {countOf(data.entries, 'entry', 'entries')},{' '}
        <When at={data.verified_at} /> {again}
      </span>
    );
  }
  return (
    <div role="alert" className={classes.broken}>
      <span className={classes.mark}>
        <Status tone="failed" label="Not as it was written" /> <When at={data.verified_at} /> {again}
      </span>
      <ul>
        {data.problems.slice(0, SHOWN).map(({ message }) => (
          <li key={message}>{message}</li>
        ))}
        {data.problems.length > SHOWN && <li>and {data.problems.length - SHOWN} more; the API names them</li>}
      </ul>
    </div>
  );
}
