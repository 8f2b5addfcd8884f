import { Approvals, type schemas } from '@pilothouse/client';
import { queryOptions } from '@tanstack/react-query';

import { connection } from './connection';

const approvals = new Approvals(connection);

export type Approval = schemas.ApprovalRead;

/** What a person answers to a tool call that waits. */
export interface Decision {
  decision: 'approve' | 'refuse';
  /** Instead of the agent's; null leaves them as they are. */
  arguments: Record<string, unknown> | null;
  /** Told to the agent. */
  reason: string;
}

/** Keys of everything that is known about approvals. More than one feature decides, so they live here. */
export const approvalKeys = {
  all: ['approvals'] as const,
  one: (id: string) => ['approvals', 'one', id] as const,
};

/** One tool call that waits or waited for a person. */
export function approvalQuery(id: string) {
  return queryOptions({
    queryKey: approvalKeys.one(id),
    queryFn: ({ signal }) => approvals.read(id, { signal }),
  });
}

/** Approve a call, also with other arguments, or refuse it. */
export function decideApproval(id: string, decision: Decision): Promise<Approval> {
  return approvals.decide(id, decision);
}
