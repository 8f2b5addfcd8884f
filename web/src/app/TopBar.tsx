import { ActionIcon } from '@mantine/core';
import { IconMenu2, IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';

import { meQuery } from '@/features/access/api';
import { COMMAND_KEY } from '@/lib/keys';
import { Mark } from '@/ui/Mark';

import { AccountMenu } from './AccountMenu';
import { LiveIndicator } from './LiveIndicator';
import { ThemeSwitch } from './ThemeSwitch';
import classes from './TopBar.module.css';

export interface TopBarProps {
  onMenu: () => void;
  onSearch: () => void;
  onHelp: () => void;
}

/** Mark and workspace, search, live indicator, theme, account. */
export function TopBar({ onMenu, onSearch, onHelp }: TopBarProps) {
  const me = useQuery(meQuery);
  return (
    <header className={classes.bar}>
      <div className={classes.left}>
        <ActionIcon className={classes.narrow} aria-label="Open menu" onClick={onMenu}>
          <IconMenu2 size={20} />
        </ActionIcon>
        <Link to="/missions" className={classes.brand}>
          <Mark />
          <span className={classes.name}>{me.data?.organization.name ?? 'Pilothouse'}</span>
        </Link>
      </div>
      <button type="button" className={classes.search} onClick={onSearch}>
        <IconSearch size={16} aria-hidden />
        Search or jump to
        <kbd className={classes.key}>{COMMAND_KEY}K</kbd>
      </button>
      <div className={classes.right}>
        <ActionIcon className={classes.narrow} aria-label="Search" onClick={onSearch}>
          <IconSearch size={18} />
        </ActionIcon>
        <LiveIndicator />
        <ThemeSwitch />
        <AccountMenu onHelp={onHelp} />
      </div>
    </header>
  );
}
