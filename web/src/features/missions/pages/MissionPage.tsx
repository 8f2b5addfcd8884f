import { ApiError } from '@pilothouse/client';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';

import { usePolling } from '@/lib/live/LiveProvider';
import { LinkButton } from '@/ui/LinkButton';
import { Page } from '@/ui/Page';
import { EmptyState } from '@/ui/states/EmptyState';
import { ErrorState } from '@/ui/states/ErrorState';
import { Loading } from '@/ui/states/Loading';

import { missionQuery } from '../api';
import { MissionDetail } from '../components/MissionDetail';

const route = getRouteApi('/shell/missions/$missionId');

/** One mission: where it stands, what it found, how it got there. */
export function MissionPage() {
  const { missionId } = route.useParams();
  const mission = useQuery({ ...missionQuery(missionId), refetchInterval: usePolling() });
  if (mission.data) return <MissionDetail key={missionId} mission={mission.data} updatedAt={mission.dataUpdatedAt} />;
  if (mission.isPending) {
    return (
      <Page title="Mission">
        <Loading label="Loading the mission" heights={[112, 280, 160]} />
      </Page>
    );
  }
  if (mission.error instanceof ApiError && [404, 422].includes(mission.error.status)) return <NoSuchMission />;
  return (
    <Page title="Mission">
      <ErrorState
        title="The mission could not be loaded"
        error={mission.error}
        onRetry={() => void mission.refetch()}
      />
    </Page>
  );
}

function NoSuchMission() {
  return (
    <Page title="No such mission">
      <EmptyState title="This mission does not exist, or is not yours to see.">
        <LinkButton to="/missions">Go to missions</LinkButton>
      </EmptyState>
    </Page>
  );
}
