import { IconStack2, IconTool, IconUserCircle, type Icon } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';

import { openMissionsQuery } from '@/features/missions/api';

import classes from './Rail.module.css';

export interface RailProps {
  /** Called when an entry is followed; the drawer closes then. */
  onFollow?: () => void;
}

/** The pages there are. */
export function Rail({ onFollow }: RailProps) {
  const waiting = useWaitingCount();
  return (
    <ul className={classes.list}>
      <Entry to="/missions" label="Missions" icon={IconStack2} badge={waiting} onFollow={onFollow} />
      <Entry to="/tools" label="Tools and agents" icon={IconTool} onFollow={onFollow} />
      <Entry to="/account" label="Account" icon={IconUserCircle} onFollow={onFollow} />
    </ul>
  );
}

interface EntryProps extends RailProps {
  to: '/missions' | '/tools' | '/account';
  label: string;
  icon: Icon;
  /** Things that wait for a person. */
  badge?: number;
}

function Entry({ to, label, icon: EntryIcon, badge = 0, onFollow }: EntryProps) {
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

function useWaitingCount(): number {
  const open = useQuery(openMissionsQuery);
  return open.data?.items.filter(({ state }) => state === 'waiting_for_approval').length ?? 0;
}
