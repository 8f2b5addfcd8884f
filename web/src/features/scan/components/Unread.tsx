import { countOf } from '@/lib/format/number';
import { Section } from '@/ui/Section';

import type { Scan } from '../api';
import { shownPath } from '../sources';
import classes from './Unread.module.css';

const MOST = 50;

/** What was not read, and why: a bomb, a limit, a file that is no text. */
export function Unread({ scan: { unread, is_cut: isCut } }: { scan: Scan }) {
  if (unread.length === 0 && !isCut) return null;
  return (
    <section className={classes.notice} aria-label="Left unread" data-cut={isCut || undefined}>
      <Section title="Left unread" note={countOf(unread.length, 'file')}>
        {isCut && <p>Not all of it was read, so the score speaks only of what was.</p>}
        <ul className={classes.list}>
          {unread.slice(0, MOST).map(({ path, reason }) => (
            <li key={path}>
              <code>{shownPath(path)}</code>: {reason}
            </li>
          ))}
        </ul>
        {unread.length > MOST && (
          <p>{`And ${countOf(unread.length - MOST, 'more file')}; the report lists them all.`}</p>
        )}
      </Section>
    </section>
  );
}
