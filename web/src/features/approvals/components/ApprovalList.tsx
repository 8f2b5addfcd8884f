import { Link } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';

import type { Approval } from '@/lib/api/approvals';
import { Status } from '@/ui/status/Status';
import { When } from '@/ui/When';

import { gist, stateOf } from '../states';
import classes from './ApprovalList.module.css';

export interface ApprovalListProps {
  items: Approval[];
  open: string | undefined;
}

/** Calls one under the other: which tool, what it would do, who asks and when. */
export function ApprovalList({ items, open }: ApprovalListProps) {
  return (
    <ul className={classes.list} aria-label="Tool calls">
      {items.map((approval) => (
        <Row key={approval.id} approval={approval} isOpen={approval.id === open} />
      ))}
    </ul>
  );
}

function Row({ approval, isOpen }: { approval: Approval; isOpen: boolean }) {
  const { label, tone } = stateOf(approval);
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isOpen) row.current?.scrollIntoView({ block: 'nearest' });
  }, [isOpen]);
  return (
    <li ref={row} className={classes.row} data-current={isOpen || undefined}>
      <Link
        from="/approvals"
        to="/approvals"
        search={(now) => ({ ...now, open: approval.id })}
        className={classes.link}
        aria-current={isOpen || undefined}
        resetScroll={false}
      >
        <span className={classes.line}>
          <code className={classes.tool}>{approval.tool}</code>
          <Status tone={tone} label={label} />
        </span>
        <span className={classes.gist}>{gist(approval.edited_arguments ?? approval.arguments) || 'No arguments'}</span>
        <span className={classes.meta}>
          {approval.agent} for {approval.requested_by.name ?? 'somebody'} · <When at={approval.created_at} />
        </span>
      </Link>
    </li>
  );
}
