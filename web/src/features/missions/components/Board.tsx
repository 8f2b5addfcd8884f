import { VisuallyHidden } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';

import { usePolling } from '@/lib/live/LiveProvider';
import { Freshness } from '@/ui/Freshness';
import { Section } from '@/ui/Section';
import { ErrorState } from '@/ui/states/ErrorState';
import { Loading } from '@/ui/states/Loading';

import { openMissionsQuery, recentMissionsQuery } from '../api';
import type { Mission } from '../model';
import { OPEN_STATES } from '../states';
import { useFinishedHere } from '../useFinishedHere';
import classes from './Board.module.css';
import { FirstMission } from './FirstMission';
import { MissionCard } from './MissionCard';
import { MissionsTable } from './MissionsTable';

/** Cards of what needs a person and of what runs, above the latest missions. */
export function Board() {
  const polling = usePolling();
  const open = useQuery({ ...openMissionsQuery, refetchInterval: polling });
  const recent = useQuery({ ...recentMissionsQuery, refetchInterval: polling });
  const cards = useFinishedHere(open.data?.items, recent.data?.items);

  if (open.isPending || recent.isPending) {
    if (!open.isError && !recent.isError)
      return <Loading label="Loading missions" columns={3} heights={[184, 184, 184]} />;
  }
  if (!open.data || !recent.data) {
    const retry = () => void Promise.all([open.refetch(), recent.refetch()]);
    return <ErrorState title="The missions could not be loaded" error={open.error ?? recent.error} onRetry={retry} />;
  }
  if (recent.data.items.length === 0) return <FirstMission />;
  return (
    <>
      {cards.length > 0 && <Cards missions={cards} />}
      <Section title="Recent" note={<Freshness at={recent.dataUpdatedAt} />}>
        <MissionsTable missions={recent.data.items} />
      </Section>
    </>
  );
}

function Cards({ missions }: { missions: Mission[] }) {
  return (
    <section className={classes.cards} aria-labelledby="in-progress">
      <VisuallyHidden component="h2" id="in-progress">
        In progress
      </VisuallyHidden>
      {inOrder(missions).map((mission) => (
        <MissionCard key={mission.id} mission={mission} />
      ))}
    </section>
  );
}

/** What needs a person first, then what moves, then what is over; within each, as the server sent it. */
function inOrder(missions: Mission[]): Mission[] {
  const rank = ({ state }: Mission) => {
    const index = OPEN_STATES.indexOf(state);
    return index === -1 ? OPEN_STATES.length : index;
  };
  return missions.toSorted((a, b) => rank(a) - rank(b));
}
