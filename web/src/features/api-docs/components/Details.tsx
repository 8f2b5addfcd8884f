import { Section } from '@/ui/Section';

import type { Answer, Operation } from '../document';
import classes from './Details.module.css';
import { Try } from './Try';

/** One operation: what it does, what it takes and answers, and a way to try it. */
export function Details({ operation }: { operation: Operation }) {
  const { title, words, needsCredential, answers } = operation;
  return (
    <>
      <p className={classes.text}>{title}</p>
      {words && <p className={classes.text}>{words}</p>}
      {!needsCredential && <p className={classes.note}>It asks for no credential.</p>}
      <Section title="Try it">
        <Try operation={operation} />
      </Section>
      <Section title="Answers">
        <Answers answers={answers} />
      </Section>
    </>
  );
}

function Answers({ answers }: { answers: Answer[] }) {
  return (
    <dl className={classes.answers}>
      {answers.map(({ status, words }) => (
        <div key={status} className={classes.answer}>
          <dt>
            <code>{status}</code>
          </dt>
          <dd>{words}</dd>
        </div>
      ))}
    </dl>
  );
}
