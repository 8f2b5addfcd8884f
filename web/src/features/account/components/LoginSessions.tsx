import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { BASE_PATH } from '@/lib/api/base';
import { ConfirmDialog } from '@/ui/ConfirmDialog';
import { Section } from '@/ui/Section';
import { ErrorState } from '@/ui/states/ErrorState';
import { Loading } from '@/ui/states/Loading';
import { toastDone, toastError } from '@/ui/toast';
import { When } from '@/ui/When';

import { endLoginSession, endLoginSessions, loginSessionsQuery, type LoginSession } from '../api';
import { Line, Lines } from '@/ui/Lines';

/** Where one is signed in: to find a stranger there, and to send them away. */
export function LoginSessions() {
  const sessions = useQuery(loginSessionsQuery);
  const end = useEnd();
  return (
    <Section title="Where you are signed in" note={<Everywhere />}>
      {sessions.isPending && <Loading label="Loading where you are signed in" heights={[120]} />}
      {sessions.isError && !sessions.data && (
        <ErrorState
          title="Where you are signed in could not be loaded"
          error={sessions.error}
          onRetry={() => void sessions.refetch()}
        />
      )}
      {sessions.data && (
        <Lines label="Where you are signed in">
          {sessions.data.map((session) => (
            <Line key={session.id} name={session.device} facts={factsOf(session)}>
              {!session.is_current && (
                <Button
                  size="xs"
                  variant="default"
                  aria-label={`Sign out ${session.device}`}
                  loading={end.isPending && end.variables.id === session.id}
                  onClick={() => end.mutate(session)}
                >
                  Sign out
                </Button>
              )}
            </Line>
          ))}
        </Lines>
      )}
    </Section>
  );
}

function factsOf(session: LoginSession) {
  const used = session.is_current ? (
    'this browser'
  ) : (
    <>
      used <When at={session.last_used_at} />
    </>
  );
  const since = (
    <>
      signed in <When at={session.created_at} />
    </>
  );
  return session.ip_address ? [used, since, session.ip_address] : [used, since];
}

function useEnd() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id }: LoginSession) => endLoginSession(id),
    onSuccess: (_answer, { device }) => toastDone(`Signed out: ${device}`),
    onError: (error) => toastError('It is still signed in', error),
    onSettled: () => client.invalidateQueries({ queryKey: loginSessionsQuery.queryKey }),
  });
}

function Everywhere() {
  const [asking, setAsking] = useState(false);
  const leave = useMutation({
    mutationFn: endLoginSessions,
    // A full load, so that nothing of this session stays in memory.
    onSuccess: () => location.assign(`${BASE_PATH}sign-in`),
    onError: (error) => toastError('You are still signed in', error),
  });
  return (
    <>
      <Button variant="default" onClick={() => setAsking(true)}>
        Sign out everywhere
      </Button>
      <ConfirmDialog
        opened={asking}
        title="Sign out everywhere?"
        text="Every device is signed out, this one too. API keys go on working."
        action="Sign out everywhere"
        dismiss="Stay"
        busy={leave.isPending}
        onConfirm={() => leave.mutate()}
        onClose={() => setAsking(false)}
      />
    </>
  );
}
