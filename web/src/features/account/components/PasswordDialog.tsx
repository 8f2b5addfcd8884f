import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';

import { Form } from '@/ui/Form';

import type { Password } from '../api';
import { Dialog } from '@/ui/Dialog';
import { OwnPassword } from '@/ui/OwnPassword';

export interface PasswordDialogProps<Answer> {
  title: string;
  /** What will happen. */
  text: string;
  /** The act, as the button names it. */
  action: string;
  /** Without one there is nothing to ask for; the server wants a fresh sign-in instead. */
  hasPassword: boolean;
  act: (password: Password) => Promise<Answer>;
  onDone: (answer: Answer) => void;
  onClose: () => void;
}

/** Ask for the password before something that a stolen session must not do. */
export function PasswordDialog<Answer>(props: PasswordDialogProps<Answer>) {
  const [password, setPassword] = useState('');
  const act = useMutation({ mutationFn: props.act, onSuccess: props.onDone });
  return (
    <Dialog title={props.title} onClose={props.onClose}>
      <Form
        action={props.action}
        busy={act.isPending}
        error={act.error}
        onSubmit={() => act.mutate(password || undefined)}
        onCancel={props.onClose}
      >
        <p>{props.text}</p>
        {props.hasPassword && <OwnPassword value={password} onChange={setPassword} />}
      </Form>
    </Dialog>
  );
}
