import { Button, Modal } from '@mantine/core';

import classes from './ConfirmDialog.module.css';

export interface ConfirmDialogProps {
  opened: boolean;
  /** The question: "Cancel this mission?" */
  title: string;
  /** What will happen and what stays. */
  text: string;
  /** The act, as the button names it: "Cancel mission". */
  action: string;
  /** Words of the way out; "Keep it" unless told. */
  dismiss?: string;
  busy?: boolean;
  onConfirm: () => void;
  onClose: () => void;
}

/** Ask before something that cannot be undone. The button names the act. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  return (
    <Modal opened={props.opened} onClose={props.onClose} title={props.title} size={420} withCloseButton={false}>
      <p className={classes.text}>{props.text}</p>
      <div className={classes.actions}>
        <Button variant="default" onClick={props.onClose} data-autofocus>
          {props.dismiss ?? 'Keep it'}
        </Button>
        <Button color="red" className={classes.danger} onClick={props.onConfirm} loading={props.busy}>
          {props.action}
        </Button>
      </div>
    </Modal>
  );
}
