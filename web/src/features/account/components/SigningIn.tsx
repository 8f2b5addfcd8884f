import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { RecoveryCodes } from '@/ui/signIn/RecoveryCodes';
import { Section } from '@/ui/Section';
import { ErrorState } from '@/ui/states/ErrorState';
import { Loading } from '@/ui/states/Loading';
import { toastDone } from '@/ui/toast';
import { When } from '@/ui/When';

import { loginSessionsQuery, removeApp, renewRecoveryCodes, secondFactorQuery, type SecondFactor } from '../api';
import { AppDialog } from './AppDialog';
import { Dialog } from '@/ui/Dialog';
import { Line, Lines } from '@/ui/Lines';
import { PasswordChange } from './PasswordChange';
import { PasswordDialog } from './PasswordDialog';

/** What one signs in with: the password and what stands beside it. */
export function SigningIn() {
  const factor = useQuery(secondFactorQuery);
  return (
    <Section title="Signing in">
      {factor.isPending && <Loading label="Loading what you sign in with" heights={[192]} />}
      {factor.isError && !factor.data && (
        <ErrorState
          title="What you sign in with could not be loaded"
          error={factor.error}
          onRetry={() => void factor.refetch()}
        />
      )}
      {factor.data && <Ways factor={factor.data} />}
    </Section>
  );
}

type Opened = 'password' | 'add' | 'remove' | 'codes';

function Ways({ factor }: { factor: SecondFactor }) {
  const [open, setOpen] = useState<Opened | null>(null);
  const hasFactor = factor.app_added_at !== null || factor.passkeys > 0;
  return (
    <>
      <Lines label="What you sign in with">
        {factor.has_password && (
          <Line name="Password">
            <Button size="xs" variant="default" aria-label="Change the password" onClick={() => setOpen('password')}>
              Change
            </Button>
          </Line>
        )}
        <Line name="Authenticator app" facts={[aboutApp(factor)]}>
          {factor.app_added_at ? (
            <Button
              size="xs"
              variant="default"
              aria-label="Remove the authenticator app"
              onClick={() => setOpen('remove')}
            >
              Remove
            </Button>
          ) : (
            <Button size="xs" variant="default" aria-label="Set up an authenticator app" onClick={() => setOpen('add')}>
              Set up
            </Button>
          )}
        </Line>
        {hasFactor && (
          <Line name="Recovery codes" facts={[`${factor.recovery_codes_left} left`]}>
            <Button size="xs" variant="default" aria-label="Make new recovery codes" onClick={() => setOpen('codes')}>
              Make new
            </Button>
          </Line>
        )}
      </Lines>
      <Opening open={open} hasPassword={factor.has_password} onClose={() => setOpen(null)} />
    </>
  );
}

function aboutApp(factor: SecondFactor) {
  if (factor.app_added_at) {
    return (
      <>
        added <When at={factor.app_added_at} />
      </>
    );
  }
  return factor.is_required && factor.passkeys === 0
    ? 'your organization requires a second factor'
    : 'asks for a code from your phone when you sign in';
}

interface OpeningProps {
  open: Opened | null;
  hasPassword: boolean;
  onClose: () => void;
}

function Opening({ open, hasPassword, onClose }: OpeningProps) {
  const client = useQueryClient();
  const [codes, setCodes] = useState<string[] | null>(null);
  const done = (words?: string) => {
    onClose();
    if (words) toastDone(words);
    void client.invalidateQueries({ queryKey: secondFactorQuery.queryKey });
    void client.invalidateQueries({ queryKey: loginSessionsQuery.queryKey });
  };
  if (codes) {
    return (
      <Dialog title="Recovery codes" onClose={() => setCodes(null)}>
        <RecoveryCodes codes={codes} action="I have kept them" onDone={() => setCodes(null)} />
      </Dialog>
    );
  }
  if (open === 'password') return <PasswordChange onClose={onClose} onDone={() => done()} />;
  if (open === 'add') return <AppDialog hasPassword={hasPassword} onClose={onClose} onDone={() => done()} />;
  if (open === 'remove') {
    return (
      <PasswordDialog
        title="Remove the authenticator app?"
        text="Signing in asks for its codes no longer."
        action="Remove the app"
        hasPassword={hasPassword}
        act={removeApp}
        onDone={() => done('Authenticator app removed')}
        onClose={onClose}
      />
    );
  }
  if (open === 'codes') {
    return (
      <PasswordDialog
        title="Make new recovery codes?"
        text="The ones that you have now stop working."
        action="Make new codes"
        hasPassword={hasPassword}
        act={renewRecoveryCodes}
        onDone={(made) => {
          setCodes(made);
          done();
        }}
        onClose={onClose}
      />
    );
  }
  return null;
}
