import { Switch } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { useMay } from '@/lib/api/me';
import { ConfirmDialog } from '@/ui/ConfirmDialog';
import { toastDone, toastError } from '@/ui/toast';

import { adminKeys, setSignInPolicy, signInPolicyQuery } from '../api';

/** Whether everybody must have a second factor; only an administrator changes it. */
export function SecondFactorSwitch() {
  const policy = useQuery(signInPolicyQuery).data;
  const [isAsking, setAsking] = useState(false);
  const isAdmin = useMay('admin');
  const set = useSet(() => setAsking(false));
  if (!policy) return null;
  const isRequired = policy.second_factor_required;
  return (
    <>
      <Switch
        label="Second factor required for everybody"
        checked={isRequired}
        disabled={!isAdmin}
        onChange={() => setAsking(true)}
      />
      <ConfirmDialog
        opened={isAsking}
        title={isRequired ? 'Require a second factor no longer?' : 'Require a second factor of everybody?'}
        text={
          isRequired
            ? 'Whoever has one keeps it and may remove it. Others sign in with their password alone.'
            : 'People without one are signed out now, and add one when they sign in. API keys go on working.'
        }
        action={isRequired ? 'Require it no longer' : 'Require it'}
        dismiss="Leave as it is"
        busy={set.isPending}
        onConfirm={() => set.mutate({ second_factor_required: !isRequired })}
        onClose={() => setAsking(false)}
      />
    </>
  );
}

function useSet(onDone: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: setSignInPolicy,
    onSuccess: ({ second_factor_required: isRequired }) => {
      toastDone(isRequired ? 'A second factor is required now' : 'A second factor is required no longer');
    },
    onError: (error) => toastError('This was not changed', error),
    onSettled: () => {
      onDone();
      return client.invalidateQueries({ queryKey: adminKeys.signInPolicy });
    },
  });
}
