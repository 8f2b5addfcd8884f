import { VisuallyHidden } from '@mantine/core';
import { useMemo } from 'react';

import { blocksOf } from '@/ui/markdown/blocks';

import { plainText } from '../plainText';
import { textOf, type Part } from '../parts';

export interface SpokenParagraphsProps {
  parts: Part[];
  /** The last paragraph is finished too. */
  isOver: boolean;
}

/** The answer for screen readers: each paragraph is said once, when it is finished, and never token by token. */
export function SpokenParagraphs({ parts, isOver }: SpokenParagraphsProps) {
  const text = textOf(parts);
  const finished = useMemo(() => {
    const blocks = blocksOf(text);
    return isOver ? blocks : blocks.slice(0, -1);
  }, [text, isOver]);
  return (
    <VisuallyHidden role="log" aria-live="polite" aria-relevant="additions" aria-label="Answer as it arrives">
      {finished.map((block, index) => (
        <p key={index}>{plainText(block)}</p>
      ))}
    </VisuallyHidden>
  );
}
