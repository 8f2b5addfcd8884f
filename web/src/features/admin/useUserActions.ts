import { useMutation, useQueryClient } from '@tanstack/react-query';

import { toastDone, toastError, toastUndo } from '@/ui/toast';

import {
  adminKeys,
  deleteServiceAccount,
  resetSecondFactor,
  signOutUser,
  updateUser,
  type User,
  type UserUpdate,
} from './api';

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
  const reset = useMutation({
    mutationFn: () => resetSecondFactor(user.id),
    onSuccess: () => {
      onDone();
      toastDone(`Second factor reset: ${user.name}`);
    },
    onError: (error) => toastError(`The second factor of ${user.name} was not reset`, error),
    onSettled: again,
  });
  return { change, deactivate, reset, signOut };
}

/** Take a service account away. What shows it closes first, and asks for it no more. */
export function useRemove(account: User, onGone: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => deleteServiceAccount(account.id),
    onSuccess: () => {
      onGone();
      toastDone(`Deleted: ${account.name}`);
    },
    onError: (error) => toastError(`${account.name} was not deleted`, error),
    onSettled: () => client.invalidateQueries({ queryKey: adminKeys.users }),
  });
}
