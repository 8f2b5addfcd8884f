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
  const [form, setForm] = useState<Credentials>({ email: '', password: '' });
  const enter = useEnter(returnTo(next));
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    enter.mutate({ ...form, email: form.email.trim() });
  };
  const complete = form.email.trim() !== '' && form.password !== '';
  return (
    <main className={classes.page}>
      <form className={classes.card} onSubmit={onSubmit} noValidate>
        <div className={classes.brand}>
          <Mark />
          Pilothouse
        </div>
        <h1 className={classes.title}>Sign in</h1>
        {enter.error && (
          <p className={classes.problem} role="alert">
            {problem(enter.error)}
          </p>
        )}
        <TextInput
          label="E-mail"
          type="email"
          name="email"
          autoComplete="username"
          autoFocus
          value={form.email}
          onChange={(event) => setForm({ ...form, email: event.currentTarget.value })}
        />
        <PasswordInput
          label="Password"
          name="password"
          autoComplete="current-password"
          visibilityToggleButtonProps={{ 'aria-label': 'Show password' }}
          value={form.password}
          onChange={(event) => setForm({ ...form, password: event.currentTarget.value })}
        />
        <Button type="submit" fullWidth loading={enter.isPending} disabled={!complete}>
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
      router.history.push(next);
    },
  });
}

function problem(error: unknown): string {
  if (error instanceof ApiError && error.status === 401) return 'The e-mail or the password is not right.';
  return messageOf(error);
}
