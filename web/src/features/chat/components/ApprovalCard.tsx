import { useQuery } from '@tanstack/react-query';

import { approvalQuery } from '@/lib/api/approvals';
import { DecisionForm } from '@/ui/approval/DecisionForm';
import { Loading } from '@/ui/states/Loading';
import { When } from '@/ui/When';

import { useChat } from '../chat';
import type { LiveTurn } from '../turns';
import classes from './ApprovalCard.module.css';

/** A call in the thread that waits for a person. */
export function ApprovalCard({ id, turn }: { id: string; turn: LiveTurn }) {
  const approval = useQuery(approvalQuery(id));
  const chat = useChat();
  if (approval.isPending) return <Loading label="Loading the approval" heights={[140]} />;
  if (!approval.data)
    return <p className={classes.text}>The approval could not be loaded. Open Approvals to decide.</p>;
  const { tool, state, can_decide: canDecide, created_at: createdAt, requested_by: by } = approval.data;
  if (state !== 'pending') return null;
  return (
    <section className={classes.card} aria-label={`Approval needed: ${tool}`}>
      <header className={classes.header}>
        <h3 className={classes.title}>Approval needed</h3>
        <span className={classes.text}>
          <When at={createdAt} />
        </span>
      </header>
      <p className={classes.text}>
        The agent wants to call <code>{tool}</code> with these arguments. It acts outside of this conversation.
      </p>
      {canDecide ? (
        <DecisionForm approval={approval.data} onDecided={() => chat.decided(turn)} />
      ) : (
        <p className={classes.text}>{by.name ?? 'Somebody else'} has to decide.</p>
      )}
    </section>
  );
}
