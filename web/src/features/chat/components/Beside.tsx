import { CloseButton, Drawer } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useEffect, type ReactNode } from 'react';

import { keysAreTaken } from '@/lib/keys';

import classes from './Beside.module.css';

export interface BesideProps {
  title: string;
  onClose: () => void;
  children: ReactNode;
}

const ROOM_FOR_TWO = '(min-width: 75em)';

/** Something beside the thread; over it where there is no room for both. Esc closes it. */
export function Beside({ title, onClose, children }: BesideProps) {
  const isWide = useMediaQuery(ROOM_FOR_TWO, matchMedia(ROOM_FOR_TWO).matches);
  useEffect(() => {
    if (!isWide) return;
    const press = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !keysAreTaken(event)) onClose();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [isWide, onClose]);
  if (!isWide) {
    return (
      <Drawer
        opened
        onClose={onClose}
        position="right"
        size={520}
        title={title}
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        {children}
      </Drawer>
    );
  }
  return (
    <aside className={classes.beside} aria-label={title}>
      <header className={classes.header}>
        <h2 className={classes.title}>{title}</h2>
        <CloseButton aria-label="Close" onClick={onClose} />
      </header>
      <div className={classes.body}>{children}</div>
    </aside>
  );
}
