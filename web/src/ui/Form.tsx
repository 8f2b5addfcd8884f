import { Button } from '@mantine/core';
import type { ReactNode, SubmitEvent } from 'react';

import { messageOf } from '@/lib/api/errors';

import classes from './Form.module.css';

export interface FormProps {
  /** The act, as the button names it: "Create budget". */
  action: string;
  busy: boolean;
  /** What the server said against it. */
  error: unknown;
  onSubmit: () => void;
  onCancel: () => void;
  children: ReactNode;
}

/** Fields one under the other, and below them the act and the way out. */
export function Form({ action, busy, error, onSubmit, onCancel, children }: FormProps) {
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    // A form inside a dialog that another form opened must not send that one too.
    event.stopPropagation();
    onSubmit();
  };
  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      {children}
      {error !== null && error !== undefined && (
        <p className={classes.problem} role="alert">
          {messageOf(error)}
        </p>
      )}
      <div className={classes.actions}>
        <Button variant="default" onClick={onCancel}>
          Discard
        </Button>
        <Button type="submit" loading={busy}>
          {action}
        </Button>
      </div>
    </form>
  );
}

/** Two fields side by side where there is room. */
export function Pair({ children }: { children: ReactNode }) {
  return <div className={classes.pair}>{children}</div>;
}

/** A control that brings no label of its own, under one. */
export function Labelled({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <div className={classes.label}>{label}</div>
      {children}
    </div>
  );
}
