import { Button, PasswordInput, TextInput } from '@mantine/core';
import { ApiError } from '@pilothouse/client';
import { IconFingerprint } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState, type SubmitEvent } from 'react';

import { messageOf } from '@/lib/api/errors';
import { passkeysWork } from '@/lib/passkeys';

import { loginStepQuery, signIn, signInByPasskey, type Credentials } from '../api';
import { Door } from '../components/Door';
import classes from '../components/Door.module.css';
import { Elsewhere } from '../components/Elsewhere';
import { SecondStep } from '../components/SecondStep';
import { PROBLEMS } from '../problems';
import { returnTo } from '../returnTo';
import { stepOf } from '../step';
import { useEntered } from '../useEntered';
import { useLinkToken } from '../useLinkToken';

const route = getRouteApi('/sign-in');

/** The door. */
export function SignInPage() {
  const { next, problem: before } = route.useSearch();
  const elsewhere = useLinkToken('step');
  const [incomplete, setIncomplete] = useState(false);
  const entered = useEntered(returnTo(next));
  const enter = useMutation({ mutationFn: signIn, onSuccess: entered });
  const byPasskey = useMutation({ mutationFn: () => signInByPasskey(), onSuccess: entered });
  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const credentials = read(event.currentTarget);
    const complete = credentials.email !== '' && credentials.password !== '';
    setIncomplete(!complete);
    byPasskey.reset();
    if (complete) enter.mutate(credentials);
  };
  const waiting = useQuery({ ...loginStepQuery(elsewhere ?? ''), enabled: elsewhere !== null });
  const step = stepOf(enter.error);
  if (step) return <SecondStep step={step} onEnter={entered} onBack={enter.reset} />;
  if (waiting.data) return <SecondStep step={waiting.data} onEnter={entered} />;
  const refused =
    wordsOf(byPasskey.error ?? waiting.error) ?? (enter.error ? problem(enter.error) : before && PROBLEMS[before]);
  const words = incomplete ? 'Enter your e-mail and your password.' : refused;
  return (
    <Door title="Sign in" problem={words}>
      <form className={classes.form} onSubmit={onSubmit} noValidate>
        <TextInput label="E-mail" type="email" name="email" autoComplete="username" autoFocus />
        <PasswordInput
          label="Password"
          name="password"
          autoComplete="current-password"
          visibilityToggleButtonProps={{ 'aria-label': 'Show password' }}
        />
        <Button type="submit" fullWidth loading={enter.isPending}>
          Sign in
        </Button>
      </form>
      {passkeysWork && (
        <Button
          variant="default"
          fullWidth
          leftSection={<IconFingerprint size={16} />}
          loading={byPasskey.isPending}
          onClick={() => {
            setIncomplete(false);
            byPasskey.mutate();
          }}
        >
          Use a passkey
        </Button>
      )}
      <Elsewhere next={returnTo(next)} />
      <Link to="/forgot-password" className={classes.link}>
        Forgot your password?
      </Link>
      <p className={classes.hint}>
        First time here? The start command printed the first administrator’s e-mail and password in the terminal.
      </p>
    </Door>
  );
}

/** Read the form itself: a password manager may fill it without a change event. */
function read(form: HTMLFormElement): Credentials {
  const data = new FormData(form);
  const text = (name: string) => (data.get(name) as string | null) ?? '';
  return { email: text('email').trim(), password: text('password') };
}

function wordsOf(error: unknown): string | null {
  return error === null ? null : messageOf(error);
}

function problem(error: unknown): string {
  if (error instanceof ApiError && error.status === 401) return 'The e-mail or the password is not right.';
  return messageOf(error);
}
