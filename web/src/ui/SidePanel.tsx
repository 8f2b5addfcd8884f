import { Drawer } from '@mantine/core';
import type { ReactNode } from 'react';

import classes from './SidePanel.module.css';

export interface SidePanelProps {
  opened: boolean;
  title: ReactNode;
  onClose: () => void;
  children: ReactNode;
}

/** What a row stands for, at the right edge beside its list; Esc closes it. */
export function SidePanel({ opened, title, onClose, children }: SidePanelProps) {
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="right"
      size={480}
      // The list beside it stays in sight and can be used: another row takes this one's place.
      withOverlay={false}
      lockScroll={false}
      title={title}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <div className={classes.body}>{children}</div>
    </Drawer>
  );
}
