import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';

import { Form } from '@/ui/Form';
import { AppSecret } from '@/ui/signIn/AppSecret';
import { CodeField } from '@/ui/signIn/CodeField';
import { RecoveryCodes } from '@/ui/signIn/RecoveryCodes';
import { toastDone } from '@/ui/toast';

import { confirmApp, setUpApp, type AppSetUp } from '../api';
import { Dialog } from '@/ui/Dialog';
import { PasswordDialog } from './PasswordDialog';

export interface AppDialogProps {
  hasPassword: boolean;
  onDone: () => void;
  onClose: () => void;
}

/** Set up an authenticator app in three steps: the password, the first code, the recovery codes. */
export function AppDialog({ hasPassword, onDone, onClose }: AppDialogProps) {
  const [app, setApp] = useState<AppSetUp | null>(null);
  if (app) return <FirstCode app={app} onDone={onDone} onClose={onClose} />;
  return (
    <PasswordDialog
      title="Set up an authenticator app"
      text="From then on signing in asks for a code that the app shows, besides your password."
      action="Continue"
      hasPassword={hasPassword}
      act={setUpApp}
      onDone={setApp}
      onClose={onClose}
    />
  );
}

function FirstCode({ app, onDone, onClose }: { app: AppSetUp } & Omit<AppDialogProps, 'hasPassword'>) {
  const [code, setCode] = useState('');
  const confirm = useMutation({
    mutationFn: confirmApp,
    onSuccess: (codes) => {
      toastDone('Authenticator app added');
      if (codes === null) onDone();
    },
  });
  if (confirm.data) {
    return (
      <Dialog title="Recovery codes" onClose={onDone}>
        <RecoveryCodes codes={confirm.data} action="I have kept them" onDone={onDone} />
      </Dialog>
    );
  }
  return (
    <Dialog title="Set up an authenticator app" onClose={onClose}>
      <Form
        action="Add the app"
        busy={confirm.isPending}
        error={confirm.error}
        onSubmit={() => confirm.mutate(code)}
        onCancel={onClose}
      >
        <AppSecret qrSvg={app.qr_svg} secret={app.secret} />
        <CodeField label="The code that the app shows" value={code} onChange={setCode} />
      </Form>
    </Dialog>
  );
}
