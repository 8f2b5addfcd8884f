import { useMemo } from 'react';

import { countOf } from '@/lib/format/number';
import { unitsOf } from '@/lib/text/codePoints';
import { visible } from '@/lib/text/visible';
import { MarkedText } from '@/ui/marked/MarkedText';
import { Section } from '@/ui/Section';
import { Severity } from '@/ui/severity/Severity';
import { Status } from '@/ui/status/Status';

import type { Tried } from '../api';
import { statusOf, sureText, VALUES } from '../words';
import shared from './Security.module.css';
import classes from './Try.module.css';

/** What would happen to a text: its findings marked in it, what is done about each, and what would be passed on. */
export function TryResult({ text, tried }: { text: string; tried: Tried }) {
  const { sightings, allowed, took_ms: took } = tried;
  const spans = useMemo(() => spansOf(text, sightings), [text, sightings]);
  const isChanged = allowed && tried.text !== text;
  return (
    <div className={classes.result} aria-live="polite">
      <div className={classes.side}>
        <Section
          title={sightings.length === 0 ? 'Nothing found' : 'Found in the text'}
          note={`Read in ${took.toFixed(2)} ms`}
        >
          <MarkedText label="Text with its findings" text={text} spans={spans} />
        </Section>
        {isChanged && (
          <Section title="What would be passed on">
            <pre className={shared.evidence}>{visible(tried.text)}</pre>
          </Section>
        )}
      </div>
      <Section title="Verdict" note={countOf(sightings.length, 'finding')}>
        <div>
          <Status {...verdictOf(tried, isChanged)} />
        </div>
        <ol className={classes.findings}>
          {sightings.map((sighting, index) => (
            <Finding key={index} number={index + 1} sighting={sighting} />
          ))}
        </ol>
      </Section>
    </div>
  );
}

function Finding({ number, sighting }: { number: number; sighting: Tried['sightings'][number] }) {
  const { title, detector, confidence, severity, action, explanation, layers } = sighting;
  return (
    <li className={classes.finding}>
      <div className={classes.row}>
        <span className={classes.number}>{number}</span>
        <span className={classes.title}>{title}</span>
        <Status {...statusOf(action)} />
      </div>
      <div className={classes.row}>
        <Severity value={severity} />
        <span className={classes.muted}>{sureText(confidence)}</span>
        <code className={classes.muted}>{detector}</code>
      </div>
      {layers.length > 0 && <span className={classes.muted}>{`Inside ${layers.toReversed().join(' in ')}`}</span>}
      <p>{explanation}</p>
    </li>
  );
}

/** Where the findings stand; values of keys and people stay hidden. */
function spansOf(text: string, sightings: Tried['sightings']) {
  const unit = unitsOf(text);
  return sightings.map(({ start, end, family }, index) => ({
    start: unit(start),
    end: unit(end),
    number: index + 1,
    isHidden: VALUES.includes(family),
  }));
}

function verdictOf({ allowed, sightings }: Tried, isChanged: boolean) {
  if (!allowed) return { tone: 'failed', label: 'It would be blocked' } as const;
  if (isChanged) return { tone: 'attention', label: 'It would be passed on changed' } as const;
  const isNoted = sightings.some(({ action }) => action !== 'off');
  return { tone: 'done', label: isNoted ? 'It would be passed on and noted' : 'It would be passed on' } as const;
}
