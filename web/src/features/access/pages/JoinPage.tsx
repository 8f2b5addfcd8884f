import { Button, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { SubmitEvent } from 'react';

import { fieldError, messageOf } from '@/lib/api/errors';
import { Loading } from '@/ui/states/Loading';

import { join, joiningQuery, type Joining } from '../api';
import { DeadLink } from '../components/DeadLink';
import { Door } from '../components/Door';
import classes from '../components/Door.module.css';
import { Elsewhere } from '../components/Elsewhere';
import { NewPassword } from '../components/NewPassword';
import { SecondStep } from '../components/SecondStep';
import { textOf } from '../form';
import { stepOf } from '../step';
import { useEntered } from '../useEntered';
import { useLinkToken } from '../useLinkToken';

const TITLE = 'Join Pilothouse';

/** Where the link of an invitation or of a sign-up leads: the account is made here. */
export function JoinPage() {
  const token = useLinkToken();
  return token === null ? <DeadLink title={TITLE} /> : <Invited token={token} />;
}

function Invited({ token }: { token: string }) {
  const joining = useQuery(joiningQuery(token));
  if (joining.isPending) {
    return (
      <Door title={TITLE}>
        <Loading label="Looking at the invitation" heights={[36, 36]} />
      </Door>
    );
  }
  if (joining.data) return <JoinForm token={token} joining={joining.data} />;
  return (
    <Door title={TITLE} problem={messageOf(joining.error)}>
      <Link to="/sign-in" className={classes.link}>
        Sign in
      </Link>
    </Door>
  );
}

function JoinForm({ token, joining }: { token: string; joining: Joining }) {
  const entered = useEntered('/');
  const enter = useMutation({ mutationFn: join, onSuccess: entered });
  const step = stepOf(enter.error);
  if (step) return <SecondStep step={step} onEnter={entered} />;
  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    enter.mutate({ token, name: textOf(form, 'name'), password: textOf(form, 'password') });
  };
  return (
    <Door title={`Join ${joining.organization}`} problem={enter.error && messageOf(enter.error)}>
      <p>
        As {joining.role}, with the e-mail {joining.email}.
      </p>
      <form className={classes.form} onSubmit={onSubmit}>
        <TextInput
          label="Your name"
          name="name"
          autoComplete="name"
          required
          defaultValue={joining.name ?? ''}
          error={fieldError(enter.error, 'name')}
        />
        <NewPassword error={enter.error} />
        <Button type="submit" fullWidth loading={enter.isPending}>
          Make the account
        </Button>
      </form>
      <Elsewhere next="/" invitation={token} />
    </Door>
  );
}
