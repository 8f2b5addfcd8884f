import type { Mission } from '../model';
import { reasonInWords, STATES } from '../states';
import classes from './MissionNotice.module.css';

/** What a person must know before anything else: why it waits for them, or why it failed. */
export function MissionNotice({ mission }: { mission: Mission }) {
  if (mission.state === 'waiting_for_approval') {
    return (
      <section className={classes.notice} data-tone="attention" aria-labelledby="notice">
        <h2 id="notice" className={classes.title}>
          Approval needed
        </h2>
        <p>{mission.state_reason ?? 'Someone who may approve missions has to read this one before it starts.'}</p>
        <p className={classes.muted}>
          Approving lets it work on {things(mission)}
          {mission.budget_usd ? ` and spend up to $${Number(mission.budget_usd).toFixed(2)}` : ''}.
        </p>
      </section>
    );
  }
  if (mission.state === 'failed') {
    return (
      <section className={classes.notice} data-tone="failed" aria-labelledby="notice">
        <h2 id="notice" className={classes.title}>
          The mission failed
        </h2>
        <p>{mission.error?.message ?? mission.state_reason ?? 'No reason was given.'}</p>
        {mission.error && <p className={classes.code}>{mission.error.code}</p>}
      </section>
    );
  }
  const reason = reasonInWords(mission.state_reason);
  if (!reason || mission.state === 'completed') return null;
  return <p className={classes.reason}>{`${STATES[mission.state].label} ${reason}`}</p>;
}

function things({ files }: Mission): string {
  if (files.length === 0) return 'the objective';
  return files.length === 1
    ? `the objective and ${files[0]?.name ?? 'its file'}`
    : `the objective and ${files.length} files`;
}
