import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';

import { messageOf } from '@/lib/api/errors';

import { verifyEmail } from '../api';
import { DeadLink } from '../components/DeadLink';
import { Door } from '../components/Door';
import classes from '../components/Door.module.css';
import { useLinkToken } from '../useLinkToken';

const TITLE = 'Confirm your e-mail';

/** Where the letter's link leads. It asks for a press: mail programs open links by themselves. */
export function VerifyEmailPage() {
  const token = useLinkToken();
  const verify = useMutation({ mutationFn: verifyEmail });
  if (token === null) return <DeadLink title={TITLE} />;
  return (
    <Door title={TITLE} problem={verify.error && messageOf(verify.error)}>
      {verify.data ? (
        <p role="status">{verify.data.email} is confirmed.</p>
      ) : (
        <Button
          fullWidth
          loading={verify.isPending}
          onClick={() => {
            verify.mutate(token);
          }}
        >
          Confirm
        </Button>
      )}
      <Link to="/" className={classes.link}>
        Go to Pilothouse
      </Link>
    </Door>
  );
}
