import { ActionIcon, Menu } from '@mantine/core';
import { IconApi, IconKeyboard, IconLogout, IconUserCircle } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';

import { meQuery, signOut } from '@/features/access/api';
import { BASE_PATH } from '@/lib/api/base';
import { toastError } from '@/ui/toast';

import classes from './AccountMenu.module.css';

export interface AccountMenuProps {
  onHelp: () => void;
}

/** Who is signed in, their page, and the way out. */
export function AccountMenu({ onHelp }: AccountMenuProps) {
  const me = useQuery(meQuery);
  const leave = useMutation({
    mutationFn: signOut,
    // A full load, so that nothing of this session stays in memory.
    onSuccess: () => location.assign(`${BASE_PATH}sign-in`),
    onError: (error) => toastError('You are still signed in', error),
  });
  const name = me.data?.name ?? '';
  return (
    <Menu width={232}>
      <Menu.Target>
        <ActionIcon aria-label={`${initials(name)}, account`}>
          <span className={classes.avatar} aria-hidden>
            {initials(name)}
          </span>
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={classes.who}>
          <span className={classes.name}>{name}</span>
          <span className={classes.email}>{me.data?.email}</span>
        </div>
        <Menu.Divider />
        <Menu.Item component={Link} to="/account" leftSection={<IconUserCircle size={16} />}>
          Account and API keys
        </Menu.Item>
        <Menu.Item component={Link} to="/docs" leftSection={<IconApi size={16} />}>
          API
        </Menu.Item>
        <Menu.Item leftSection={<IconKeyboard size={16} />} onClick={onHelp}>
          Keyboard shortcuts
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => leave.mutate()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function initials(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  return [words[0], words.length > 1 ? words.at(-1) : undefined]
    .map((word) => word?.charAt(0).toUpperCase() ?? '')
    .join('');
}
