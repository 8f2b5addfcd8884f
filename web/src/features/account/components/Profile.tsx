import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';

import type { Me } from '@/lib/api/me';
import { toastDone, toastError } from '@/ui/toast';

import { sendVerification } from '../api';
import { EmailDialog } from './EmailDialog';
import { Line, Lines } from '@/ui/Lines';
import { ProfileDialog } from './ProfileDialog';

/** Who one is here. */
export function Profile({ me }: { me: Me }) {
  const [open, setOpen] = useState<'profile' | 'email' | null>(null);
  const close = () => setOpen(null);
  return (
    <>
      <Lines label="Profile">
        <Line name={me.name} facts={[me.time_zone]}>
          <Button size="xs" variant="default" aria-label="Edit name and time zone" onClick={() => setOpen('profile')}>
            Edit
          </Button>
        </Line>
        <Line name={me.email} facts={[me.email_verified_at ? 'confirmed' : 'not confirmed yet']}>
          {!me.email_verified_at && <Confirm />}
          <Button size="xs" variant="default" aria-label="Change the e-mail" onClick={() => setOpen('email')}>
            Change
          </Button>
        </Line>
        <Line name={me.organization.name} facts={[me.roles.join(', ') || 'no role']} />
      </Lines>
      {open === 'profile' && <ProfileDialog me={me} onClose={close} />}
      {open === 'email' && <EmailDialog onClose={close} />}
    </>
  );
}

function Confirm() {
  const send = useMutation({
    mutationFn: sendVerification,
    onSuccess: ({ message }) => toastDone(message),
    onError: (error) => toastError('No letter was sent', error),
  });
  return (
    <Button size="xs" variant="default" loading={send.isPending} onClick={() => send.mutate()}>
      Send a link to confirm
    </Button>
  );
}
