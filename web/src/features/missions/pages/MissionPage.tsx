import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';

import { ApiError } from '@/lib/api/errors';
import { usePolling } from '@/lib/live/LiveProvider';
import { Page } from '@/ui/Page';
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
  const missing = mission.error instanceof ApiError && [404, 422].includes(mission.error.status);
  return (
    <Page title={missing ? 'No such mission' : 'Mission'}>
      <ErrorState
        title={missing ? 'This mission does not exist, or is not yours to see' : 'The mission could not be loaded'}
        error={mission.error}
        onRetry={() => void mission.refetch()}
      />
    </Page>
  );
}
