import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useEffect, useState } from 'react';

import { announce } from '@/lib/announce';
import { copyText } from '@/lib/clipboard';

import classes from './CopyText.module.css';

export interface CopyTextProps {
  text: string;
  /** What is copied, for screen readers: "mission id". */
  label: string;
  /** Shown in place of the text, when that is too long to read. */
  shown?: string;
}

/** An id or a key: mono, muted, copied by a click. */
export function CopyText({ text, label, shown = text }: CopyTextProps) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1600);
    return () => clearTimeout(timer);
  }, [copied]);

  const copy = async () => {
    const done = await copyText(text);
    setCopied(done);
    announce(done ? `Copied ${label}` : `Could not copy ${label}`);
  };

  return (
    <button type="button" className={classes.copy} onClick={copy} aria-label={`Copy ${label} ${text}`}>
      <span className={classes.text}>{shown}</span>
      {copied ? <IconCheck size={13} aria-hidden /> : <IconCopy size={13} aria-hidden />}
    </button>
  );
}
