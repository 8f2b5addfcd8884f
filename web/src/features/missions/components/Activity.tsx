import { IconChevronRight } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';

import { usePolling } from '@/lib/live/LiveProvider';
import { formatClock, formatMoment } from '@/lib/format/time';
import { ErrorState } from '@/ui/states/ErrorState';
import { Loading } from '@/ui/states/Loading';

import { missionEventsQuery } from '../api';
import { describeEvent, worthTelling } from '../describe';
import classes from './Activity.module.css';

export interface ActivityProps {
  missionId: string;
  openedAtFirst: boolean;
}

/** Everything that happened, oldest first; open to watch, folded to look up. */
export function Activity({ missionId, openedAtFirst }: ActivityProps) {
  const [opened, setOpened] = useState(openedAtFirst);
  const id = useId();
  return (
    <section className={classes.activity}>
      <h2>
        <button
          type="button"
          className={classes.toggle}
          aria-expanded={opened}
          aria-controls={id}
          onClick={() => setOpened(!opened)}
        >
          <IconChevronRight size={16} aria-hidden />
          Activity
        </button>
      </h2>
      <div id={id} hidden={!opened}>
        {opened && <Events missionId={missionId} />}
      </div>
    </section>
  );
}

function Events({ missionId }: { missionId: string }) {
  const events = useQuery({ ...missionEventsQuery(missionId), refetchInterval: usePolling() });
  if (events.isPending) return <Loading label="Loading the activity" heights={[160]} />;
  if (events.isError && !events.data) {
    return (
      <ErrorState title="The activity could not be loaded" error={events.error} onRetry={() => void events.refetch()} />
    );
  }
  if (events.data.length === 0) return <p className={classes.none}>Nothing has happened yet.</p>;
  return (
    <ol className={classes.events}>
      {worthTelling(events.data).map((event) => (
        <li key={event.id} className={classes.event}>
          <time dateTime={event.at} title={formatMoment(event.at)} className={classes.time}>
            {formatClock(event.at)}
          </time>
          <span>{describeEvent(event)}</span>
        </li>
      ))}
    </ol>
  );
}
