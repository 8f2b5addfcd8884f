import { useMutation, useQueryClient } from '@tanstack/react-query';

import { toastDone, toastError } from '@/ui/toast';

import { actOnMission, missionKeys } from './api';
import { received, type Mission } from './model';
import type { MissionAction } from './states';

const WORDS: Record<MissionAction, { done: string; failed: string }> = {
  approve: { done: 'Approved', failed: 'The mission was not approved' },
  pause: { done: 'Paused', failed: 'The mission was not paused' },
  resume: { done: 'Resumed', failed: 'The mission was not resumed' },
  cancel: { done: 'Cancelled', failed: 'The mission was not cancelled' },
  retry: { done: 'Started again', failed: 'The mission was not started again' },
};

/** Ask a mission to do something and bring the answer into the page. What can be undone shows at once. */
export function useMissionAction(mission: Mission) {
  const client = useQueryClient();
  const key = missionKeys.one(mission.id);
  return useMutation({
    mutationFn: (action: MissionAction) => actOnMission(mission.id, action),
    onMutate: (action) => {
      if (action === 'pause') client.setQueryData<Mission>(key, (known) => known && { ...known, state: 'paused' });
    },
    onSuccess: (answer, action) => {
      client.setQueryData<Mission>(key, (known) => known && received(answer));
      void client.invalidateQueries({ queryKey: missionKeys.all });
      toastDone(`${WORDS[action].done}: ${mission.title}`);
    },
    onError: (error, action) => {
      void client.invalidateQueries({ queryKey: missionKeys.all });
      toastError(WORDS[action].failed, error);
    },
  });
}
