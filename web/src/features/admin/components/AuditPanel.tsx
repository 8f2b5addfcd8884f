import { Link } from '@tanstack/react-router';

import { useMay } from '@/lib/api/me';
import { formatMoment } from '@/lib/format/time';
import { CopyText } from '@/ui/CopyText';
import { Facts, type Fact } from '@/ui/Facts';
import { Section } from '@/ui/Section';
import { Status } from '@/ui/status/Status';

import type { Entry } from '../api';
import { actorOf, changesOf, OUTCOME_WORDS } from '../audit';
import { SentBody } from './SentBody';
import classes from './AuditPanel.module.css';

/** One entry: who, from where, to what, and what changed. */
export function AuditPanel({ entry }: { entry: Entry }) {
  const changes = changesOf(entry);
  const isAdmin = useMay('admin');
  return (
    <>
      <div>
        <Status {...OUTCOME_WORDS[entry.outcome]} />
      </div>
      <Facts facts={factsOf(entry)} />
      {changes.length > 0 && (
        <Section title="Changes">
          <table className={classes.changes}>
            <thead>
              <tr>
                <th scope="col">Field</th>
                <th scope="col">Before</th>
                <th scope="col">After</th>
              </tr>
            </thead>
            <tbody>
              {changes.map(({ field, before, after }) => (
                <tr key={field}>
                  <th scope="row">{field}</th>
                  <td className={classes.before}>{before ?? '–'}</td>
                  <td className={classes.after}>{after ?? '–'}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Section>
      )}
      {isAdmin && <SentBody entryId={entry.id} />}
    </>
  );
}

function factsOf(entry: Entry): Fact[] {
  const { resource } = entry;
  const facts: (Fact | false)[] = [
    { name: 'Who', value: actorOf(entry) },
    { name: 'Time', value: formatMoment(entry.at) },
    resource !== null && {
      name: 'To',
      value: (
        <>
          <CopyText text={resource} label="resource" />{' '}
          <Link to="/admin/audit" search={{ resource }} className={classes.link}>
            All about it
          </Link>
        </>
      ),
    },
    entry.ip_address !== null && { name: 'From', value: entry.ip_address },
    entry.user_agent !== null && { name: 'With', value: entry.user_agent },
    entry.request_id !== null && { name: 'Request', value: <CopyText text={entry.request_id} label="request id" /> },
    { name: 'Entry', value: entry.seq },
    { name: 'Hash', value: <CopyText text={entry.hash} label="hash" /> },
  ];
  return facts.filter((fact) => fact !== false);
}
