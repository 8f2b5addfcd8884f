import {
  IconChartBar,
  IconGauge,
  IconInbox,
  IconListDetails,
  IconMessage,
  IconPlug,
  IconScan,
  IconShield,
  IconStack2,
  IconTool,
  IconUserCircle,
  IconUsers,
  type Icon,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';

import { waitingCountQuery } from '@/features/approvals/api';
import { openMissionsQuery } from '@/features/missions/api';

import type { PagePath } from './pages';
import classes from './Rail.module.css';
import { useOpenPages } from './useOpenPages';

const ICONS: Record<PagePath, Icon> = {
  '/chat': IconMessage,
  '/missions': IconStack2,
  '/approvals': IconInbox,
  '/costs': IconChartBar,
  '/budgets': IconGauge,
  '/requests': IconListDetails,
  '/models': IconPlug,
  '/tools': IconTool,
  '/security': IconShield,
  '/scan': IconScan,
  '/admin': IconUsers,
  '/account': IconUserCircle,
};

export interface RailProps {
  /** Called when an entry is followed; the drawer closes then. */
  onFollow?: () => void;
}

/** The pages the reader may open. */
export function Rail({ onFollow }: RailProps) {
  const pages = useOpenPages();
  const waiting = useWaitingCounts(pages.some(({ to }) => to === '/approvals'));
  return (
    <ul className={classes.list}>
      {pages.map(({ to, label }) => (
        <Entry key={to} to={to} label={label} icon={ICONS[to]} badge={waiting[to] ?? 0} onFollow={onFollow} />
      ))}
    </ul>
  );
}

interface EntryProps extends RailProps {
  to: PagePath;
  label: string;
  icon: Icon;
  /** Things that wait for a person. */
  badge: number;
}

function Entry({ to, label, icon: EntryIcon, badge, onFollow }: EntryProps) {
  return (
    <li>
      <Link to={to} className={classes.entry} activeProps={{ 'data-active': true }} onClick={onFollow}>
        <EntryIcon size={16} stroke={1.6} aria-hidden />
        {label}
        {badge > 0 && (
          <span className={classes.badge} aria-label={`${badge} waiting for approval`}>
            {badge}
          </span>
        )}
      </Link>
    </li>
  );
}

function useWaitingCounts(mayDecide: boolean): Partial<Record<PagePath, number>> {
  const open = useQuery(openMissionsQuery);
  const calls = useQuery({ ...waitingCountQuery, enabled: mayDecide });
  const missions = open.data?.items.filter(({ state }) => state === 'waiting_for_approval').length;
  return { '/missions': missions, '/approvals': calls.data };
}
