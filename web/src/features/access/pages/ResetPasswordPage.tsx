import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { SubmitEvent } from 'react';

import { messageOf } from '@/lib/api/errors';

import { resetPassword } from '../api';
import { DeadLink } from '../components/DeadLink';
import { Door } from '../components/Door';
import classes from '../components/Door.module.css';
import { NewPassword } from '../components/NewPassword';
import { textOf } from '../form';
import { useLinkToken } from '../useLinkToken';

const TITLE = 'Choose a new password';

/** Where the letter's link leads. */
export function ResetPasswordPage() {
  const token = useLinkToken();
  const reset = useMutation({ mutationFn: resetPassword });
  if (token === null) return <DeadLink title={TITLE} />;
  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    reset.mutate({ token, password: textOf(event.currentTarget, 'password') });
  };
  return (
    <Door title={TITLE} problem={reset.error && messageOf(reset.error)}>
      {reset.isSuccess ? (
        <p role="status">Your password is changed. Every device that was signed in is signed out.</p>
      ) : (
        <form className={classes.form} onSubmit={onSubmit}>
          <NewPassword error={reset.error} />
          <Button type="submit" fullWidth loading={reset.isPending}>
            Change the password
          </Button>
        </form>
      )}
      <Link to="/sign-in" className={classes.link}>
        Sign in
      </Link>
    </Door>
  );
}
