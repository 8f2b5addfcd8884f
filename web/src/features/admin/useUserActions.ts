import { useMutation, useQueryClient } from '@tanstack/react-query';

import { toastDone, toastError, toastUndo } from '@/ui/toast';

import { adminKeys, signOutUser, updateUser, type User, type UserUpdate } from './api';

/** What can be done to a user without a form. */
export function useUserActions(user: User, onDone: () => void = () => undefined) {
  const client = useQueryClient();
  const again = () =>
    Promise.all([
      client.invalidateQueries({ queryKey: adminKeys.users }),
      client.invalidateQueries({ queryKey: adminKeys.roles }),
    ]);
  const change = useMutation({
    mutationFn: (body: UserUpdate) => updateUser(user.id, body),
    onSuccess: () => toastDone(`Changed: ${user.name}`),
    onError: (error) => toastError(`${user.name} was not changed`, error),
    onSettled: again,
  });
  const deactivate = useMutation({
    mutationFn: () => updateUser(user.id, { is_active: false }),
    onSuccess: () => {
      onDone();
      toastUndo(`Deactivated: ${user.name}`, () => change.mutate({ is_active: true }));
    },
    onError: (error) => toastError(`${user.name} was not deactivated`, error),
    onSettled: again,
  });
  const signOut = useMutation({
    mutationFn: () => signOutUser(user.id),
    onSuccess: ({ ended }) => {
      onDone();
      toastDone(ended === 0 ? `${user.name} was signed in nowhere` : `Signed out everywhere: ${user.name}`);
    },
    onError: (error) => toastError(`${user.name} was not signed out`, error),
    onSettled: again,
  });
  return { change, deactivate, signOut };
}
