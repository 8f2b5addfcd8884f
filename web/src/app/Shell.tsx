import { Drawer, VisuallyHidden } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Outlet, useLocation, useMatchRoute } from '@tanstack/react-router';
import { useEffect, useRef, type MouseEvent, type RefObject } from 'react';

import { useApprovalEvents } from '@/features/approvals/useApprovalEvents';
import { useBudgetEvents } from '@/features/budgets/useBudgetEvents';
import { useChatEvents } from '@/features/chat/useChatEvents';
import { useMissionEvents } from '@/features/missions/useMissionEvents';
import { NoModelNotice } from '@/features/models/components/NoModelNotice';
import { ANNOUNCEMENTS } from '@/lib/announce';
import { LiveProvider } from '@/lib/live/LiveProvider';

import { KeyHelp } from './KeyHelp';
import { Palette } from './palette/Palette';
import { Rail } from './Rail';
import classes from './Shell.module.css';
import { TopBar } from './TopBar';
import { useGlobalKeys } from './useGlobalKeys';

/** The frame around every page of a signed-in reader. */
export function Shell() {
  return (
    <LiveProvider>
      <Frame />
    </LiveProvider>
  );
}

function Frame() {
  useMissionEvents();
  useBudgetEvents();
  useApprovalEvents();
  useChatEvents();
  const [menu, menuHandlers] = useDisclosure(false);
  const [palette, paletteHandlers] = useDisclosure(false);
  const [help, helpHandlers] = useDisclosure(false);
  const onMissions = useMatchRoute()({ to: '/missions', fuzzy: true }) !== false;
  const main = useRef<HTMLElement>(null);
  useFocusOnArrival(main);
  useGlobalKeys({ onSearch: paletteHandlers.toggle, onHelp: helpHandlers.open });

  // Moves the focus and leaves the address, and with it the way back, as they are.
  const skip = (event: MouseEvent) => {
    event.preventDefault();
    main.current?.focus();
  };

  return (
    <div className={classes.shell}>
      <a href="#content" className={classes.skip} onClick={skip}>
        Skip to content
      </a>
      <TopBar onMenu={menuHandlers.open} onSearch={paletteHandlers.open} onHelp={helpHandlers.open} />
      <div className={classes.rail}>
        <nav className={classes.sticky} aria-label="Main">
          <Rail />
        </nav>
      </div>
      <main ref={main} id="content" className={classes.main} tabIndex={-1}>
        {onMissions && <NoModelNotice />}
        <Outlet />
      </main>
      <Drawer
        opened={menu}
        onClose={menuHandlers.close}
        size={264}
        title="Menu"
        closeButtonProps={{ 'aria-label': 'Close menu' }}
      >
        <Rail onFollow={menuHandlers.close} />
      </Drawer>
      <Palette opened={palette} onClose={paletteHandlers.close} />
      <KeyHelp opened={help} onClose={helpHandlers.close} />
      <VisuallyHidden id={ANNOUNCEMENTS} role="status" aria-live="polite" />
    </div>
  );
}

/** Put the focus on the content when the page changes, as a full load would; the first page keeps the browser's. */
function useFocusOnArrival(main: RefObject<HTMLElement | null>): void {
  const pathname = useLocation({ select: (location) => location.pathname });
  const before = useRef(pathname);
  useEffect(() => {
    // A page may have put the focus where its reader goes on, such as the field of a conversation.
    const isPlaced = document.activeElement?.closest('[data-keeps-focus]') != null;
    if (before.current !== pathname && !isPlaced) main.current?.focus({ preventScroll: true });
    before.current = pathname;
  }, [pathname, main]);
}
