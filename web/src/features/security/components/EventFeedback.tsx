import { Button, Radio, Stack, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import type { SecurityEvent } from '@/lib/api/security';
import { Form } from '@/ui/Form';
import { Section } from '@/ui/Section';
import { Status } from '@/ui/status/Status';

import { exceptionsQuery, type Feedback } from '../api';
import { useFeedback } from '../useFeedback';
import { ExceptionList } from './ExceptionList';
import classes from './Security.module.css';

const STEP = 0.01; // As the server raises what it asks of a detector.

/** What people say of an event, and what passes since because of it. */
export function EventFeedback({ event }: { event: SecurityEvent }) {
  const [asking, setAsking] = useState(false);
  const feedback = useFeedback(event, () => setAsking(false));
  const exceptions = useQuery(exceptionsQuery).data ?? [];
  const own = exceptions.filter(({ detector }) => detector === event.detector);
  const isAlarm = event.feedback === 'false_alarm';
  return (
    <Section title="Was it right?">
      {event.feedback && (
        <div className={classes.row}>
          <Status tone={isAlarm ? 'queued' : 'done'} label={isAlarm ? 'False alarm' : 'Right'} />
          {event.feedback_note && <span className={classes.muted}>{event.feedback_note}</span>}
        </div>
      )}
      {asking ? (
        <AlarmForm
          event={event}
          busy={feedback.isPending}
          onSubmit={(body) => feedback.mutate(body)}
          onCancel={() => setAsking(false)}
        />
      ) : (
        <div className={classes.row}>
          <Button variant="default" onClick={() => setAsking(true)}>
            False alarm
          </Button>
          {event.feedback !== 'confirmed' && (
            <Button
              variant="default"
              loading={feedback.isPending}
              onClick={() => feedback.mutate({ verdict: 'confirmed', note: '' })}
            >
              It was right
            </Button>
          )}
        </div>
      )}
      {own.length > 0 && (
        <>
          <p className={classes.muted}>What this detector lets pass since it was called wrong:</p>
          <ExceptionList exceptions={own} mayWrite />
        </>
      )}
    </Section>
  );
}

interface AlarmFormProps {
  event: SecurityEvent;
  busy: boolean;
  onSubmit: (body: Feedback) => void;
  onCancel: () => void;
}

/** Ask what shall follow from a false alarm, and say of each choice what it changes. */
function AlarmForm({ event, busy, onSubmit, onCancel }: AlarmFormProps) {
  const [allow, setAllow] = useState<'nothing' | 'this_text' | 'this_detector'>('nothing');
  const [note, setNote] = useState('');
  const least = Math.min(1, event.confidence + STEP).toFixed(2);
  const submit = () =>
    onSubmit({ verdict: 'false_alarm', allow: allow === 'nothing' ? null : allow, note: note.trim() });
  return (
    <Form action="Call it a false alarm" busy={busy} error={null} onSubmit={submit} onCancel={onCancel}>
      <Radio.Group label="What shall follow" value={allow} onChange={(value) => setAllow(value)}>
        <Stack gap="sm" mt="xs">
          <Radio
            value="nothing"
            label="Nothing"
            description="It is noted. The next time the same text is seen, the same is done about it."
          />
          <Radio
            value="this_text"
            label="Let exactly this text pass"
            description="Only what stands under Evidence, letter for letter, everywhere in your organization."
          />
          {event.confidence + STEP < 1 && (
            <Radio
              value="this_detector"
              label="Want this detector to be surer"
              description={`In your organization ${event.detector} then speaks only from ${least} on. It was ${event.confidence.toFixed(2)} here. Real finds below that pass too.`}
            />
          )}
        </Stack>
      </Radio.Group>
      <Textarea
        label="Note"
        placeholder="Why it was wrong"
        maxLength={1000}
        autosize
        minRows={2}
        value={note}
        onChange={(change) => setNote(change.currentTarget.value)}
      />
    </Form>
  );
}
