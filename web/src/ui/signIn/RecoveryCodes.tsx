import { Button } from '@mantine/core';
import { IconCopy, IconDownload } from '@tabler/icons-react';

import { announce } from '@/lib/announce';
import { copyText } from '@/lib/clipboard';

import classes from './signIn.module.css';

export interface RecoveryCodesProps {
  codes: string[];
  /** What the way on is called: "I have kept them". */
  action: string;
  onDone: () => void;
}

/** Codes for the drawer, shown this once: to copy, to download, to write down. */
export function RecoveryCodes({ codes, action, onDone }: RecoveryCodesProps) {
  const text = codes.join('\n');
  const copy = async () => {
    announce((await copyText(text)) ? 'Copied the recovery codes' : 'Could not copy the recovery codes');
  };
  return (
    <div className={classes.codes}>
      <p>
        Keep these recovery codes where you find them when your device is gone. Each signs you in once. They are not
        shown again.
      </p>
      <ol className={classes.list} aria-label="Recovery codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ol>
      <div className={classes.actions}>
        <Button variant="default" leftSection={<IconCopy size={16} />} onClick={() => void copy()}>
          Copy
        </Button>
        <Button
          component="a"
          variant="default"
          leftSection={<IconDownload size={16} />}
          href={`data:text/plain,${encodeURIComponent(`${text}\n`)}`}
          download="pilothouse-recovery-codes.txt"
        >
          Download
        </Button>
        <Button onClick={onDone}>{action}</Button>
      </div>
    </div>
  );
}
