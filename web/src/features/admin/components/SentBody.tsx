import { useQuery } from '@tanstack/react-query';

import { Section } from '@/ui/Section';

import { bodyQuery } from '../api';
import classes from './AuditPanel.module.css';

/** What was sent with a change, without its secrets; nothing where none is kept. */
export function SentBody({ entryId }: { entryId: string }) {
  const sent = useQuery(bodyQuery(entryId)).data;
  if (!sent || sent.size_bytes === 0) return null;
  const text = typeof sent.body === 'string' ? sent.body : JSON.stringify(sent.body, null, 2);
  return (
    <Section title="Sent" note={sent.is_cut ? 'its beginning' : undefined}>
      <pre className={classes.body} tabIndex={0} aria-label="What was sent">
        {text}
      </pre>
    </Section>
  );
}
