import { IconBook2, IconCompass, IconTable, IconTargetArrow, type Icon } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';

import { meQuery } from '@/lib/api/me';

import classes from './Welcome.module.css';

interface Example {
  icon: Icon;
  title: string;
  text: string;
}

/** What people do first, in words that can be sent as they are or after attaching a file. */
const EXAMPLES: Example[] = [
  {
    icon: IconTable,
    title: 'Ask a table',
    text: 'Attach a CSV or Excel file and ask: which rows stand out, and why?',
  },
  {
    icon: IconTargetArrow,
    title: 'Hand over work',
    text: 'Start a mission that profiles the attached file and writes a short report',
  },
  { icon: IconCompass, title: 'Find your way', text: 'Open the costs page' },
  { icon: IconBook2, title: 'Teach it once', text: 'Remember that our reports go out in euros' },
];

export interface WelcomeProps {
  agent: string;
  onChoose: (text: string) => void;
}

/** What a new conversation shows: who is there, and examples to begin with. */
export function Welcome({ agent, onChoose }: WelcomeProps) {
  const name = useQuery(meQuery).data?.name.split(' ')[0];
  return (
    <div className={classes.welcome}>
      <h1 className={classes.title}>{name ? `What can I do for you, ${name}?` : 'What can I do for you?'}</h1>
      <p className={classes.text}>
        {agent} answers, uses the tools you may use, and asks before it changes anything outside.
      </p>
      <ul className={classes.examples} aria-label="Examples">
        {EXAMPLES.map(({ icon: ExampleIcon, title, text }) => (
          <li key={title}>
            <button type="button" className={classes.example} onClick={() => onChoose(text)}>
              <ExampleIcon size={18} aria-hidden />
              <span className={classes.name}>{title}</span>
              <span className={classes.words}>{text}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
