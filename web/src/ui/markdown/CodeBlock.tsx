import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useState } from 'react';

import { announce } from '@/lib/announce';
import { copyText } from '@/lib/clipboard';

import classes from './CodeBlock.module.css';

export interface CodeBlockProps {
  text: string;
  /** As the fence names it: "python". */
  language: string;
}

/** Code with its language and a way to copy it. */
export function CodeBlock({ text, language }: CodeBlockProps) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    const done = await copyText(text);
    setCopied(done);
    announce(done ? 'Copied code' : 'Could not copy code');
    setTimeout(() => setCopied(false), 1600);
  };
  return (
    <div className={classes.block}>
      <div className={classes.bar}>
        <span>{language || 'text'}</span>
        <button type="button" className={classes.copy} onClick={copy} aria-label="Copy code">
          {copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
          {copied ? 'Copied' : 'Copy'}
        </button>
      </div>
      <pre className={classes.code} tabIndex={0} role="group" aria-label={language ? `Code, ${language}` : 'Code'}>
        <code>{text}</code>
      </pre>
    </div>
  );
}
