import { Button } from '@mantine/core';
import { IconFingerprint } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';

import { messageOf } from '@/lib/api/errors';
import type { Me } from '@/lib/api/me';
import { passkeysWork } from '@/lib/passkeys';
import { CodeField } from '@/ui/signIn/CodeField';

import { signInByCode, signInByPasskey } from '../api';
import type { LoginStep } from '../step';
import { AppToSignIn } from './AppToSignIn';
import { Door } from './Door';
import classes from './Door.module.css';

export interface SecondStepProps {
  step: LoginStep;
  onEnter: (me: Me) => void;
  /** Back to the first step, where there is a way. */
  onBack?: () => void;
}

/** After the password: a code or a passkey; or a second factor is added that the organization requires. */
export function SecondStep({ step, onEnter, onBack }: SecondStepProps) {
  if (step.must_set_up) return <AppToSignIn token={step.token} onEnter={onEnter} />;
  return <Proof step={step} onEnter={onEnter} onBack={onBack} />;
}

function Proof({ step, onEnter, onBack }: SecondStepProps) {
  const [code, setCode] = useState('');
  const byCode = useMutation({ mutationFn: signInByCode, onSuccess: onEnter });
  const byPasskey = useMutation({ mutationFn: () => signInByPasskey(step.token), onSuccess: onEnter });
  const error = byPasskey.error ?? byCode.error;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    byPasskey.reset();
    byCode.mutate({ token: step.token, code });
  };
  return (
    <Door title="Confirm that it is you" problem={error && messageOf(error)}>
      {step.methods.includes('passkey') && passkeysWork && (
        <Button
          leftSection={<IconFingerprint size={16} />}
          fullWidth
          loading={byPasskey.isPending}
          onClick={() => byPasskey.mutate()}
        >
          Use a passkey
        </Button>
      )}
      {step.methods.some((method) => method !== 'passkey') && (
        <form className={classes.form} onSubmit={submit}>
          <CodeField {...wordsOf(step)} value={code} onChange={setCode} />
          <Button
            type="submit"
            fullWidth
            variant={step.methods.includes('passkey') ? 'default' : 'filled'}
            loading={byCode.isPending}
            disabled={!code.trim()}
          >
            Sign in
          </Button>
        </form>
      )}
      {onBack && (
        <Button variant="default" fullWidth onClick={onBack}>
          Back
        </Button>
      )}
    </Door>
  );
}

function wordsOf({ methods }: LoginStep) {
  if (!methods.includes('app')) return { label: 'Recovery code', description: 'One of those that you have kept.' };
  return {
    label: 'Code',
    description: methods.includes('recovery_code')
      ? 'Of your authenticator app, or a recovery code.'
      : 'Of your authenticator app.',
  };
}
