import { Button, Modal, SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { countOf } from '@/lib/format/number';
import { messageOf } from '@/lib/api/errors';
import { Section } from '@/ui/Section';
import { Status } from '@/ui/status/Status';
import { ErrorState } from '@/ui/states/ErrorState';
import { Loading } from '@/ui/states/Loading';
import { Rows, type Column } from '@/ui/table/Rows';

import { pastQuery, type Past } from '../api';
import type { Draft } from '../draft';
import { nameOfScope, type Scope } from '../scope';
import { ACTIONS, PLACES, statusOf } from '../words';
import classes from './ReviewDialog.module.css';

export interface ReviewDialogProps {
  scope: Scope;
  draft: Draft;
  /** What the draft changes, in words. */
  changes: string[];
  busy: boolean;
  error: unknown;
  onSave: () => void;
  onClose: () => void;
}

const DAYS = ['7', '30', '90'];

/** What a policy changes, and what it would have done with what was seen lately, before it is laid down. */
export function ReviewDialog({ scope, draft, changes, busy, error, onSave, onClose }: ReviewDialogProps) {
  const [days, setDays] = useState('7');
  const past = useQuery(pastQuery(scope.kind, scope.id, draft.rules, Number(days)));
  return (
    <Modal opened onClose={onClose} title="Before this counts" size={720} closeButtonProps={{ 'aria-label': 'Close' }}>
      <div className={classes.body}>
        <Section title={nameOfScope(scope)} note={countOf(changes.length, 'change')}>
          <ul className={classes.changes}>
            {changes.map((change) => (
              <li key={change}>{change}</li>
            ))}
          </ul>
        </Section>
        <Section
          title="On past traffic"
          note={
            <SegmentedControl
              aria-label="Days of past traffic"
              data={DAYS.map((value) => ({ value, label: `${value} d` }))}
              value={days}
              onChange={setDays}
            />
          }
        >
          {past.isPending && <Loading label="Trying on past traffic" heights={[120]} />}
          {past.isError && (
            <ErrorState title="It could not be tried" error={past.error} onRetry={() => void past.refetch()} />
          )}
          {past.data && <PastResult past={past.data} days={days} />}
        </Section>
        {error !== null && error !== undefined && (
          <p className={classes.problem} role="alert">
            {messageOf(error)}
          </p>
        )}
        <div className={classes.actions}>
          <Button variant="default" onClick={onClose}>
            Go on editing
          </Button>
          <Button loading={busy} onClick={onSave}>
            Save policy
          </Button>
        </div>
      </div>
    </Modal>
  );
}

const COLUMNS: Column<Past['samples'][number]>[] = [
  {
    name: 'What',
    main: true,
    cell: ({ event }) => (
      <>
        {event.title} <span className={classes.muted}>{event.evidence}</span>
      </>
    ),
  },
  { name: 'Place', plain: true, from: 'wide', cell: ({ event }) => PLACES[event.where] },
  { name: 'Was', cell: ({ event }) => <Status {...statusOf(event.action)} /> },
  { name: 'Would be', cell: ({ new_action: action }) => <Status {...statusOf(action)} /> },
];

function PastResult({ past, days }: { past: Past; days: string }) {
  if (past.events === 0) {
    return <p className={classes.muted}>Nothing was seen in the last {days} days, so there is nothing to try it on.</p>;
  }
  return (
    <>
      <p>{pastText(past, days)}</p>
      {past.is_cut && <p className={classes.muted}>There were more events; only the newest of them were looked at.</p>}
      {past.samples.length > 0 && (
        <div className={classes.samples} role="region" aria-label="Events that would end differently" tabIndex={0}>
          <Rows
            caption="Events that would end differently"
            columns={COLUMNS}
            rows={past.samples}
            keyOf={({ event }) => event.id}
            bare
          />
        </div>
      )}
      <p className={classes.muted}>
        Only what was noted can be tried: what a policy did not look for then is not known now.
      </p>
    </>
  );
}

/** Say what would have become of everything: "12 would be blocked, 3 redacted". */
export function pastText({ events, changed, by_action: counts }: Past, days: string): string {
  const parts = (['block', 'redact', 'flag', 'monitor', 'off'] as const)
    .filter((action) => (counts[action] ?? 0) > 0)
    .map((action) => `${counts[action]} ${ACTIONS[action].past.toLowerCase()}`);
  const ends = changed === 0 ? 'none would end differently' : `${changed} would end differently`;
  return `Of ${countOf(events, 'event')} in the last ${days} days ${ends}. In all: ${parts.join(', ')}.`;
}
