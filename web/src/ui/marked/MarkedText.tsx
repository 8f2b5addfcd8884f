import { useMemo } from 'react';

import { visible } from '@/lib/text/visible';

import classes from './MarkedText.module.css';
import { piecesOf, type Span } from './pieces';

export interface MarkedTextProps {
  /** Accessible name: "Text with its findings". */
  label: string;
  text: string;
  spans: Span[];
}

/** A text with spans marked and numbered. What hides in it is written out; what must stay hidden is outlined. */
export function MarkedText({ label, text, spans }: MarkedTextProps) {
  const pieces = useMemo(() => piecesOf(text, spans), [text, spans]);
  return (
    <pre className={classes.text} tabIndex={0} role="group" aria-label={label}>
      {pieces.map(({ text: words, numbers, ending }, index) =>
        numbers.length === 0 ? (
          <span key={index}>{visible(words)}</span>
        ) : (
          <mark key={index} className={classes.mark}>
            {visible(words)}
            {ending.map((number) => (
              <sup key={number} className={classes.number}>
                {number}
              </sup>
            ))}
          </mark>
        ),
      )}
    </pre>
  );
}
