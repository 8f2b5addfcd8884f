import { ActionIcon, Button } from '@mantine/core';
import { IconArrowDown } from '@tabler/icons-react';
import { memo, useDeferredValue, type ReactNode } from 'react';

import type { AnswerEntry, Entry } from '../thread';
import { useStick } from '../useStick';
import { AnswerView } from './AnswerView';
import { Question } from './Question';
import classes from './Thread.module.css';

export interface ThreadProps {
  entries: Entry[];
  /** There are earlier messages than these. */
  hasMore: boolean;
  isLoadingMore: boolean;
  onMore: () => void;
  /** Below the thread, always in sight: the composer. */
  footer: ReactNode;
  /** Instead of messages, while there are none. */
  empty: ReactNode;
}

const AT_ONCE = 12; // Messages drawn in the first frame; those above follow in pieces that never hold up the page.

/** The messages, oldest first, and the composer below them. */
export function Thread({ entries, hasMore, isLoadingMore, onMore, footer, empty }: ThreadProps) {
  const { area, content, isAway, toEnd } = useStick();
  const latest = entries.slice(-AT_ONCE);
  const earlier = useDeferredValue(entries.slice(0, -AT_ONCE), []);
  return (
    <div className={classes.thread}>
      <div ref={area} className={classes.area} tabIndex={0} role="region" aria-label="Messages">
        <div ref={content} className={classes.content}>
          {entries.length === 0 && empty}
          {hasMore && (
            <div className={classes.more}>
              <Button size="xs" variant="default" loading={isLoadingMore} onClick={onMore}>
                Earlier messages
              </Button>
            </div>
          )}
          <Earlier entries={earlier} />
          {latest.map((entry, index) => (
            <EntryView key={entry.key} entry={entry} isLast={index === latest.length - 1} />
          ))}
        </div>
      </div>
      <div className={classes.footer}>
        {isAway && (
          <ActionIcon variant="default" className={classes.toEnd} aria-label="To the latest message" onClick={toEnd}>
            <IconArrowDown size={17} />
          </ActionIcon>
        )}
        <div className={classes.gutter}>{footer}</div>
      </div>
    </div>
  );
}

const Earlier = memo(function Earlier({ entries }: { entries: Entry[] }) {
  return entries.map((entry) => <EntryView key={entry.key} entry={entry} isLast={false} />);
});

interface EntryViewProps {
  entry: Entry;
  isLast: boolean;
}

const EntryView = memo(
  function EntryView({ entry, isLast }: EntryViewProps) {
    return (
      <div className={classes.entry} data-live={isLast || undefined}>
        {entry.kind === 'question' ? (
          <Question entry={entry} />
        ) : (
          <AnswerView message={entry.message} turn={entry.turn} isLast={isLast} />
        )}
      </div>
    );
  },
  (before, after) => before.isLast === after.isLast && isSame(before.entry, after.entry),
);

/** Entries are made anew with every piece of text; what they hold is not. */
function isSame(one: Entry, other: Entry): boolean {
  if (one.kind !== other.kind || one.key !== other.key || one.message !== other.message) return false;
  if (one.kind === 'answer') return one.turn === (other as AnswerEntry).turn;
  return other.kind === 'question' && one.text === other.text && one.files === other.files;
}
