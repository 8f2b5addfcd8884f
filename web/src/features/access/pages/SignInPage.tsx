import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link, useRouter } from '@tanstack/react-router';
import { useState, type SubmitEvent } from 'react';

import { ApiError, messageOf } from '@/lib/api/errors';

import { meQuery, signIn, type Credentials } from '../api';
import { Door } from '../components/Door';
import classes from '../components/Door.module.css';
import { returnTo } from '../returnTo';

const route = getRouteApi('/sign-in');

/** The door. */
export function SignInPage() {
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
      <Link to="/forgot-password" className={classes.link}>
        Forgot your password?
      </Link>
      <p className={classes.hint}>
        First time here? The start command printed the first administrator’s e-mail and password in the terminal.
      </p>
    </Door>
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
