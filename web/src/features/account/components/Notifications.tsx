import { Switch } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { Section } from '@/ui/Section';
import { ErrorState } from '@/ui/states/ErrorState';
import { Loading } from '@/ui/states/Loading';
import { toastError } from '@/ui/toast';

import { preferencesQuery, setPreference } from '../api';
import { Line, Lines } from '@/ui/Lines';

/** What one hears of by mail. */
export function Notifications() {
  const preferences = useQuery(preferencesQuery);
  const set = useSet();
  return (
    <Section title="Letters by e-mail">
      {preferences.isPending && <Loading label="Loading what you hear of" heights={[192]} />}
      {preferences.isError && !preferences.data && (
        <ErrorState
          title="What you hear of could not be loaded"
          error={preferences.error}
          onRetry={() => void preferences.refetch()}
        />
      )}
      {preferences.data && (
        <Lines label="Letters by e-mail">
          {preferences.data.map(({ name, description, is_of_owner, isWanted }) => (
            <Line key={name} name={description} facts={is_of_owner ? ['your own only'] : []}>
              <Switch
                checked={isWanted}
                aria-label={description}
                onChange={(event) => set.mutate({ topic: name, isWanted: event.currentTarget.checked })}
              />
            </Line>
          ))}
        </Lines>
      )}
    </Section>
  );
}

/** Switch at once, and back when the server refuses. */
function useSet() {
  const client = useQueryClient();
  const { queryKey } = preferencesQuery;
  return useMutation({
    mutationFn: setPreference,
    onMutate: async ({ topic, isWanted }) => {
      await client.cancelQueries({ queryKey });
      client.setQueryData(queryKey, (topics) =>
        topics?.map((each) => (each.name === topic ? { ...each, isWanted } : each)),
      );
    },
    onError: (error) => toastError('Your choice was not saved', error),
    onSettled: () => client.invalidateQueries({ queryKey }),
  });
}
