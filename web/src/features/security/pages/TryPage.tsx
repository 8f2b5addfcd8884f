import { useMutation } from '@tanstack/react-query';

import { ErrorState } from '@/ui/states/ErrorState';

import { tryText, type TryText } from '../api';
import { SecurityPage } from '../components/SecurityPage';
import { TryForm } from '../components/TryForm';
import { TryResult } from '../components/TryResult';

/** Hold a text against the policies that are in force. Nothing is stored. */
export function TryPage() {
  const trial = useMutation({
    mutationFn: async (wanted: TryText) => ({ text: wanted.text, tried: await tryText(wanted) }),
  });
  return (
    <SecurityPage title="Try it" meta="What would happen to a text. It is not stored, and nobody is told.">
      <TryForm busy={trial.isPending} onTry={(wanted) => trial.mutate(wanted)} />
      {trial.isError && (
        <ErrorState
          title="The text could not be tried"
          error={trial.error}
          onRetry={() => trial.mutate(trial.variables)}
        />
      )}
      {trial.data && <TryResult {...trial.data} />}
    </SecurityPage>
  );
}
