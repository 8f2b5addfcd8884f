import { Link } from '@tanstack/react-router';

import { useMay } from '@/lib/api/me';
import tabClasses from '@/ui/LinkTabs.module.css';
import { Page, type PageProps } from '@/ui/Page';
import { showCurrentTab } from '@/ui/showCurrentTab';

const PEOPLE = [
  { to: '/admin/users', label: 'Users' },
  { to: '/admin/invitations', label: 'Invitations' },
  { to: '/admin/roles', label: 'Roles' },
  { to: '/admin/keys', label: 'API keys' },
] as const;
const ORGANIZATION = [{ to: '/admin/organization', label: 'Organization' }] as const;
const AUDIT = [{ to: '/admin/audit', label: 'Audit log' }] as const;

/** A page of administration, with the way to the others. */
export function AdminPage({ children, ...page }: Omit<PageProps, 'width'>) {
  const maySeePeople = useMay('users:read');
  const maySeeAudit = useMay('audit:read');
  const isAdmin = useMay('admin');
  const tabs = [...(maySeePeople ? PEOPLE : []), ...(maySeeAudit ? AUDIT : []), ...(isAdmin ? ORGANIZATION : [])];
  return (
    <Page {...page}>
      <nav ref={showCurrentTab} className={tabClasses.tabs} aria-label="Administration">
        {tabs.map(({ to, label }) => (
          <Link key={to} to={to} className={tabClasses.tab}>
            {label}
          </Link>
        ))}
      </nav>
      {children}
    </Page>
  );
}
