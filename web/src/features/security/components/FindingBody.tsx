import { Section } from '@/ui/Section';

import classes from './Security.module.css';

export interface FindingBodyProps {
  /** As the server lets it be shown. */
  evidence: string;
  explanation: string;
  remedy: string;
  references: string[];
  /** What was undone to see it, outermost first. */
  layers: string[];
}

/** What was seen, why it matters, and what to do about it. All of it is text, whatever it looks like. */
export function FindingBody({ evidence, explanation, remedy, references, layers }: FindingBodyProps) {
  return (
    <>
      {evidence && (
        <Section title="Evidence" note={layers.length > 0 ? `inside ${layers.toReversed().join(' in ')}` : undefined}>
          <pre className={classes.evidence}>{evidence}</pre>
        </Section>
      )}
      <Section title="Why it matters">
        <p>{explanation}</p>
      </Section>
      <Section title="What to do">
        <p>{remedy}</p>
        {references.length > 0 && (
          <ul className={classes.references} aria-label="References">
            {references.map((reference) => (
              <li key={reference} className={classes.reference}>
                {reference}
              </li>
            ))}
          </ul>
        )}
      </Section>
    </>
  );
}
