import { Button, Textarea } from '@mantine/core';
import { useMutation, useQueryClient, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';

import { useMay } from '@/lib/api/me';
import type { SecurityEvent } from '@/lib/api/security';
import { countOf } from '@/lib/format/number';
import { formatMoment, formatStamp } from '@/lib/format/time';
import { Facts } from '@/ui/Facts';
import { Section } from '@/ui/Section';
import { Severity } from '@/ui/severity/Severity';
import { Status } from '@/ui/status/Status';
import { muted, Rows, rowLink, type Column } from '@/ui/table/Rows';
import { toastDone, toastError } from '@/ui/toast';
import { When } from '@/ui/When';

import { changeIncident, eventsOfQuery, securityKeys, type Incident, type IncidentStatus } from '../api';
import { INCIDENT_STATES } from '../incidents';
import { useUserName } from '../useUserName';
import { FAMILIES, statusOf } from '../words';
import classes from './Security.module.css';
import { Source } from './Source';

const SHOWN = 8;

/** One incident: what it is made of, what people wrote about it, and how far they are. */
export function IncidentPanel({ incident }: { incident: Incident }) {
  const mayWrite = useMay('security:write');
  return (
    <>
      <div className={classes.row}>
        <Status {...INCIDENT_STATES[incident.status]} />
        <Severity value={incident.severity} />
        <span className={classes.muted}>worst that was done:</span>
        <Status {...statusOf(incident.worst_action)} />
      </div>
      <Facts
        facts={[
          { name: 'From', value: <Source incident={incident} /> },
          { name: 'Family', value: FAMILIES[incident.family] },
          { name: 'Detector', value: <code>{incident.detector}</code> },
          { name: 'First seen', value: formatMoment(incident.first_at) },
          { name: 'Last seen', value: formatMoment(incident.last_at) },
        ]}
      />
      {mayWrite && <Work key={incident.id} incident={incident} />}
      {incident.notes.length > 0 && (
        <Section title="Notes">
          <ol className={classes.notes}>
            {incident.notes.toReversed().map((note) => (
              <Note key={note.at} {...note} />
            ))}
          </ol>
        </Section>
      )}
      <Events incident={incident} />
    </>
  );
}

function Note({ at, by_id: by, words }: Incident['notes'][number]) {
  const who = useUserName(by);
  return (
    <li className={classes.note}>
      <span className={classes.muted}>
        {who}, <When at={at} />
      </span>
      <div>{words}</div>
    </li>
  );
}

const STEPS: Record<IncidentStatus, { status: IncidentStatus; label: string }[]> = {
  open: [
    { status: 'acknowledged', label: 'Acknowledge' },
    { status: 'resolved', label: 'Resolve' },
  ],
  acknowledged: [
    { status: 'resolved', label: 'Resolve' },
    { status: 'open', label: 'Open again' },
  ],
  resolved: [{ status: 'open', label: 'Open again' }],
};

/** Move an incident on, with or without a note. */
function Work({ incident }: { incident: Incident }) {
  const client = useQueryClient();
  const [note, setNote] = useState('');
  const change = useMutation({
    mutationFn: (status: IncidentStatus | undefined) => changeIncident(incident.id, { status, note: note.trim() }),
    onSuccess: (saved) => {
      client.setQueryData([...securityKeys.incidents, 'one', incident.id], saved);
      setNote('');
      toastDone('Incident changed');
    },
    onError: (error) => toastError('The incident was not changed', error),
    onSettled: () => client.invalidateQueries({ queryKey: securityKeys.incidents }),
  });
  return (
    <div className={classes.stack}>
      <Textarea
        label="Note"
        placeholder="What you found out, or did about it"
        maxLength={2000}
        autosize
        minRows={2}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <div className={classes.row}>
        {STEPS[incident.status].map(({ status, label }, index) => (
          <Button
            key={status}
            variant={index === 0 ? 'filled' : 'default'}
            disabled={change.isPending}
            onClick={() => change.mutate(status)}
          >
            {label}
          </Button>
        ))}
        <Button
          variant="default"
          disabled={note.trim() === '' || change.isPending}
          onClick={() => change.mutate(undefined)}
        >
          Add note only
        </Button>
      </div>
    </div>
  );
}

const COLUMNS: Column<SecurityEvent>[] = [
  {
    name: 'Time',
    plain: true,
    cell: ({ at }) => <span className={muted}>{formatStamp(at)}</span>,
  },
  {
    name: 'Evidence',
    main: true,
    cell: ({ id, incident_id: incident, evidence, title }) => (
      <Link to="/security/events" search={{ incident: incident ?? undefined, open: id }} className={rowLink}>
        {evidence || title}
      </Link>
    ),
  },
  { name: 'What was done', plain: true, cell: ({ action }) => <Status {...statusOf(action)} /> },
];

function Events({ incident }: { incident: Incident }) {
  const events = useQuery(eventsOfQuery(incident, SHOWN));
  return (
    <Section
      title={countOf(incident.events, 'event')}
      note={
        <Link to="/security/events" search={{ incident: incident.id }} className={classes.link}>
          All of them
        </Link>
      }
    >
      <Rows
        caption="Events of the incident"
        columns={COLUMNS}
        rows={events.data?.items ?? []}
        keyOf={({ id }) => id}
        bare
        links
      />
    </Section>
  );
}
