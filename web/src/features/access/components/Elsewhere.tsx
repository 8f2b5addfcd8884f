import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';

import { messageOf } from '@/lib/api/errors';

import { leaveFor, waysInQuery } from '../api';
import classes from './Door.module.css';

export interface ElsewhereProps {
  /** Path to return to. */
  next: string;
  /** Token of an invitation to accept on the way. */
  invitation?: string;
}

/** The ways in by an account elsewhere, where the operator has set any. */
export function Elsewhere({ next, invitation }: ElsewhereProps) {
  const ways = useQuery(waysInQuery);
  const leave = useMutation({ mutationFn: leaveFor });
  return (
    <>
      {leave.error && (
        <p className={classes.problem} role="alert">
          {messageOf(leave.error)}
        </p>
      )}
      {ways.data?.issuers.map(({ name, label }) => (
        <Button
          key={name}
          variant="default"
          fullWidth
          loading={leave.isPending && leave.variables.name === name}
          onClick={() => leave.mutate({ name, next, invitation })}
        >
          Continue with {label}
        </Button>
      ))}
    </>
  );
}
