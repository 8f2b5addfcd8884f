import { useEffect, useState } from 'react';

import { announce } from '@/lib/announce';
import { copyText } from '@/lib/clipboard';

/** Copy text and say for a moment that it is done. */
export function useCopied(what: string): { copied: boolean; copy: (text: string) => void } {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1600);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = (text: string): void => {
    void copyText(text).then((done) => {
      setCopied(done);
      announce(done ? `Copied ${what}` : `Could not copy ${what}`);
    });
  };
  return { copied, copy };
}
