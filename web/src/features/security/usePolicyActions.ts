import { useMutation, useQueryClient } from '@tanstack/react-query';

import { toastDone, toastError } from '@/ui/toast';

import { deletePolicy, savePolicy, securityKeys } from './api';
import type { Draft } from './draft';
import { nameOfScope, type Scope } from './scope';

/** Lay a policy down, or take it away. Both last until the policies have been read again. */
export function usePolicyActions(scope: Scope) {
  const client = useQueryClient();
  const again = () => client.invalidateQueries({ queryKey: securityKeys.policies });
  const save = useMutation({
    mutationFn: (draft: Draft) => savePolicy(scope.kind, scope.id, draft),
    onSuccess: async () => {
      await again();
      toastDone(`Policy saved: ${nameOfScope(scope)}`);
    },
  });
  const remove = useMutation({
    mutationFn: () => deletePolicy(scope.kind, scope.id),
    onSuccess: async () => {
      await again();
      toastDone(`Back to what lies above: ${nameOfScope(scope)}`);
    },
    onError: (error) => toastError('The policy was not taken away', error),
  });
  return { save, remove };
}
