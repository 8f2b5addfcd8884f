import { useQuery } from '@tanstack/react-query';

import { useMay } from '@/lib/api/me';
import { Page } from '@/ui/Page';
import { Section } from '@/ui/Section';
import { ErrorState } from '@/ui/states/ErrorState';
import { Loading } from '@/ui/states/Loading';

import { meQuery } from '../api';
import { ApiKeys } from '../components/ApiKeys';
import { LoginSessions } from '../components/LoginSessions';
import { Notifications } from '../components/Notifications';
import { Passkeys } from '../components/Passkeys';
import { Profile } from '../components/Profile';
import { SigningIn } from '../components/SigningIn';

/** Who you are here, how you get in, and the keys your scripts use. */
export function AccountPage() {
  const me = useQuery(meQuery);
  const mayReadKeys = useMay('keys:read');
  return (
    <Page title="Account" width="reading">
      <Section title="Profile">
        {me.data && <Profile me={me.data} />}
        {me.isPending && <Loading label="Loading your profile" heights={[192]} />}
        {me.isError && !me.data && (
          <ErrorState title="Your profile could not be loaded" error={me.error} onRetry={() => void me.refetch()} />
        )}
      </Section>
      <SigningIn />
      <Passkeys />
      <LoginSessions />
      {mayReadKeys && <ApiKeys />}
      <Notifications />
    </Page>
  );
}
