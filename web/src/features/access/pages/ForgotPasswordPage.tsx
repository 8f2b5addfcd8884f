import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { SubmitEvent } from 'react';

import { messageOf } from '@/lib/api/errors';

import { askForPasswordLink } from '../api';
import { Door } from '../components/Door';
import classes from '../components/Door.module.css';
import { textOf } from '../form';

/** For whoever forgot: a letter with a link, if the address is somebody's. */
export function ForgotPasswordPage() {
  const ask = useMutation({ mutationFn: askForPasswordLink });
  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    ask.mutate(textOf(event.currentTarget, 'email'));
  };
  return (
    <Door title="Choose a new password" problem={ask.error && messageOf(ask.error)}>
      {ask.data ? (
        <p role="status">{ask.data.message}</p>
      ) : (
        <form className={classes.form} onSubmit={onSubmit}>
          <TextInput label="E-mail" type="email" name="email" autoComplete="username" required autoFocus />
          <Button type="submit" fullWidth loading={ask.isPending}>
            Send a link
          </Button>
        </form>
      )}
      <Link to="/sign-in" className={classes.link}>
        Back to sign-in
      </Link>
    </Door>
  );
}
