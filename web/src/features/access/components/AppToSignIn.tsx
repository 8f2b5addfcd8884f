import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';

import { messageOf } from '@/lib/api/errors';
import type { Me } from '@/lib/api/me';
import { AppSecret } from '@/ui/signIn/AppSecret';
import { CodeField } from '@/ui/signIn/CodeField';
import { RecoveryCodes } from '@/ui/signIn/RecoveryCodes';
import { Loading } from '@/ui/states/Loading';

import { confirmAppToSignIn, setUpAppToSignIn } from '../api';
import { Door } from './Door';
import classes from './Door.module.css';

export interface AppToSignInProps {
  token: string;
  onEnter: (me: Me) => void;
}

/** Add the second factor that the organization requires, and go in with it. */
export function AppToSignIn({ token, onEnter }: AppToSignInProps) {
  const [code, setCode] = useState('');
  // Asked once: each time there is another secret.
  const app = useQuery({
    queryKey: ['app-to-sign-in', token],
    queryFn: () => setUpAppToSignIn(token),
    staleTime: Infinity,
    gcTime: 0,
  });
  const confirm = useMutation({
    mutationFn: confirmAppToSignIn,
    onSuccess: ({ user, recovery_codes }) => recovery_codes ?? onEnter(user),
  });
  if (confirm.data?.recovery_codes) {
    const { user, recovery_codes } = confirm.data;
    return (
      <Door title="Recovery codes">
        <RecoveryCodes codes={recovery_codes} action="I have kept them" onDone={() => onEnter(user)} />
      </Door>
    );
  }
  const error = app.error ?? confirm.error;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    confirm.mutate({ token, code });
  };
  return (
    <Door title="Add a second factor" problem={error && messageOf(error)}>
      <p>Your organization requires one: an authenticator app on your phone.</p>
      {app.isPending && <Loading label="Loading the QR code" heights={[176]} />}
      {app.data && (
        <form className={classes.form} onSubmit={submit}>
          <AppSecret qrSvg={app.data.qr_svg} secret={app.data.secret} />
          <CodeField label="The code that the app shows" value={code} onChange={setCode} />
          <Button type="submit" fullWidth loading={confirm.isPending} disabled={!code.trim()}>
            Add the app and sign in
          </Button>
        </form>
      )}
    </Door>
  );
}
