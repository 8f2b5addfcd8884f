import { Link } from '@tanstack/react-router';

import tabClasses from '@/ui/LinkTabs.module.css';
import { Page, type PageProps } from '@/ui/Page';
import { showCurrentTab } from '@/ui/showCurrentTab';

const PARTS = [
  { to: '/security/events', label: 'Events' },
  { to: '/security/incidents', label: 'Incidents' },
  { to: '/security/policies', label: 'Policies' },
  { to: '/security/try', label: 'Try it' },
  { to: '/security/trust', label: 'Trust' },
  { to: '/security/detectors', label: 'Detectors' },
] as const;

/** A page about security, with the way to the others. */
export function SecurityPage({ children, ...page }: Omit<PageProps, 'width'>) {
  return (
    <Page {...page}>
      <nav ref={showCurrentTab} className={tabClasses.tabs} aria-label="Security">
        {PARTS.map(({ to, label }) => (
          <Link key={to} to={to} className={tabClasses.tab}>
            {label}
          </Link>
        ))}
      </nav>
      {children}
    </Page>
  );
}
