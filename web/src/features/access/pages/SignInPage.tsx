import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useState, type SubmitEvent } from 'react';

import { ApiError, messageOf } from '@/lib/api/errors';
import { Mark } from '@/ui/Mark';
import { useTitle } from '@/ui/Page';

import { meQuery, signIn, type Credentials } from '../api';
import { returnTo } from '../returnTo';
import classes from './SignInPage.module.css';

const route = getRouteApi('/sign-in');

/** The door. */
export function SignInPage() {
  useTitle('Sign in');
  const { next } = route.useSearch();
  const [incomplete, setIncomplete] = useState(false);
  const enter = useEnter(returnTo(next));
  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const credentials = read(event.currentTarget);
    const complete = credentials.email !== '' && credentials.password !== '';
    setIncomplete(!complete);
    if (complete) enter.mutate(credentials);
  };
  const words = incomplete ? 'Enter your e-mail and your password.' : enter.error && problem(enter.error);
  return (
    <main className={classes.page}>
      <form className={classes.card} onSubmit={onSubmit} noValidate>
        <div className={classes.brand}>
          <Mark />
          Pilothouse
        </div>
        <h1 className={classes.title}>Sign in</h1>
        {words && (
          <p className={classes.problem} role="alert">
            {words}
          </p>
        )}
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
        <p className={classes.hint}>
          First time here? The start command printed the first administrator’s e-mail and password in the terminal.
        </p>
      </form>
    </main>
  );
}

function useEnter(next: string) {
  const client = useQueryClient();
  const router = useRouter();
  return useMutation({
    mutationFn: signIn,
    onSuccess: (me) => {
      client.setQueryData(meQuery.queryKey, me);
      void router.navigate({ href: next });
    },
  });
}

/** Read the form itself: a password manager may fill it without a change event. */
function read(form: HTMLFormElement): Credentials {
  const data = new FormData(form);
  const text = (name: string) => (data.get(name) as string | null) ?? '';
  return { email: text('email').trim(), password: text('password') };
}

function problem(error: unknown): string {
  if (error instanceof ApiError && error.status === 401) return 'The e-mail or the password is not right.';
  return messageOf(error);
}
