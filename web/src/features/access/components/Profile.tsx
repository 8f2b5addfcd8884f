import type { Me } from '@/lib/api/types';

import classes from './Profile.module.css';

/** The facts of an account. */
export function Profile({ me }: { me: Me }) {
  const facts: [string, string][] = [
    ['Name', me.name],
    ['E-mail', me.email],
    ['Organization', me.organization.name],
    ['Roles', me.roles.join(', ') || 'none'],
    ['Time zone', me.time_zone],
  ];
  return (
    <dl className={classes.facts}>
      {facts.map(([name, value]) => (
        <div key={name} className={classes.fact}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
