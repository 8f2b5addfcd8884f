import { IconPlus } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';

import { LinkButton } from '@/ui/LinkButton';
import { EmptyState } from '@/ui/states/EmptyState';

import classes from './FirstMission.module.css';

const EXAMPLES = [
  'Profile the attached file: columns, missing values and anything unusual.',
  'Show how the main figure in the attached file changes over time, with a chart.',
  'Find the top ten rows of the attached file and explain what they have in common.',
];

/** What the board says before there is any mission: what to do, and three ways to begin. */
export function FirstMission() {
  return (
    <div className={classes.first}>
      <EmptyState title="No missions yet. Give Pilothouse an objective and a data file, and watch it work.">
        <LinkButton to="/missions/new" leftSection={<IconPlus size={16} />}>
          New mission
        </LinkButton>
      </EmptyState>
      <section className={classes.examples} aria-labelledby="examples">
        <h2 id="examples" className={classes.heading}>
          Or begin with one of these
        </h2>
        <ul className={classes.list}>
          {EXAMPLES.map((objective) => (
            <li key={objective}>
              <Link to="/missions/new" search={{ objective }} className={classes.example} data-row>
                {objective}
              </Link>
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}
