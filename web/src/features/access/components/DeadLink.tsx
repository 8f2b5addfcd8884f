import { Link } from '@tanstack/react-router';

import { Door } from './Door';
import classes from './Door.module.css';

/** What a link without a token leads to: somebody's mail program cut it. */
export function DeadLink({ title }: { title: string }) {
  return (
    <Door title={title} problem="This link is not complete. Open it from the letter again, or copy all of it.">
      <Link to="/sign-in" className={classes.link}>
        Sign in
      </Link>
    </Door>
  );
}
