import { Button } from '@mantine/core';
import type { schemas } from '@pilothouse/client';

import { CopyText } from '@/ui/CopyText';

import classes from './apiKey.module.css';

/** A key that was just made: in this place and never again. */
export function KeyShownOnce({ created, onClose }: { created: schemas.ApiKeyCreated; onClose: () => void }) {
  return (
    <div className={classes.stack}>
      <p>
        This is the key for <strong>{created.name}</strong>. Copy it now: it is not shown again.
      </p>
      <div className={classes.key}>
        <CopyText text={created.key} label="API key" />
      </div>
      <div className={classes.actions}>
        <Button onClick={onClose}>I have copied it</Button>
      </div>
    </div>
  );
}
