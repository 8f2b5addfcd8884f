import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';

import { approvalQuery, type Approval } from '@/lib/api/approvals';
import { formatMoment } from '@/lib/format/time';
import { DecisionForm } from '@/ui/approval/DecisionForm';
import { Facts, type Fact } from '@/ui/Facts';
import { ArgumentList } from '@/ui/schema/ArgumentList';
import { ErrorState } from '@/ui/states/ErrorState';
import { Loading } from '@/ui/states/Loading';
import { Status } from '@/ui/status/Status';
import { When } from '@/ui/When';

import { stateOf } from '../states';
import classes from './ApprovalDetail.module.css';

/** One call: who asks, what it would do, and the decision or the way to it. */
export function ApprovalDetail({ id }: { id: string }) {
  const approval = useQuery(approvalQuery(id));
  if (approval.isPending) return <Loading label="Loading the call" heights={[64, 180, 40]} />;
  if (!approval.data) {
    return (
      <ErrorState title="The call could not be loaded" error={approval.error} onRetry={() => void approval.refetch()} />
    );
  }
  return <Detail key={`${id} ${approval.data.state}`} approval={approval.data} />;
}

function Detail({ approval }: { approval: Approval }) {
  const { label, tone } = stateOf(approval);
  return (
    <article className={classes.detail} aria-label={approval.tool}>
      <header className={classes.header}>
        <h2 className={classes.title}>
          <code>{approval.tool}</code>
        </h2>
        <Status tone={tone} label={label} />
      </header>
      <Facts facts={factsOf(approval)} />
      {approval.can_decide ? (
        <section className={classes.card} aria-label="Your decision">
          <DecisionForm approval={approval} />
        </section>
      ) : (
        <Decided approval={approval} />
      )}
    </article>
  );
}

function Decided({ approval }: { approval: Approval }) {
  const { edited_arguments: edited, reason, state } = approval;
  return (
    <>
      {state === 'pending' && (
        <p className={classes.text}>Somebody who may decide for others has to look at this one.</p>
      )}
      {reason && (
        <section className={classes.part} aria-label="Reason">
          <h3 className={classes.label}>Reason</h3>
          <p>{reason}</p>
        </section>
      )}
      <section className={classes.part} aria-label="Arguments">
        <h3 className={classes.label}>{edited ? 'Arguments, as changed' : 'Arguments'}</h3>
        <ArgumentList values={edited ?? approval.arguments} />
      </section>
      {edited && (
        <section className={classes.part} aria-label="Arguments as the agent wanted them">
          <h3 className={classes.label}>As the agent wanted them</h3>
          <ArgumentList values={approval.arguments} />
        </section>
      )}
    </>
  );
}

function factsOf(approval: Approval): Fact[] {
  const { agent, requested_by: by, created_at: at, decided_by: decider, decided_at: decidedAt } = approval;
  const facts: Fact[] = [
    { name: 'Asked by', value: `${agent}, for ${by.name ?? 'somebody'}` },
    {
      name: 'Asked',
      value: (
        <>
          <When at={at} /> <span className={classes.text}>{formatMoment(at)}</span>
        </>
      ),
    },
  ];
  if (decider) facts.push({ name: 'Decided by', value: decider.name ?? 'Somebody' });
  if (decidedAt) facts.push({ name: 'Decided', value: <When at={decidedAt} /> });
  const origin = originOf(approval);
  if (origin) facts.push({ name: 'Belongs to', value: origin });
  return facts;
}

function originOf({ mission_id: missionId, conversation_id: conversationId }: Approval) {
  if (conversationId) {
    return (
      <Link to="/chat/$conversationId" params={{ conversationId }} className={classes.link}>
        A conversation
      </Link>
    );
  }
  if (missionId) {
    return (
      <Link to="/missions/$missionId" params={{ missionId }} className={classes.link}>
        A mission
      </Link>
    );
  }
  return null;
}
