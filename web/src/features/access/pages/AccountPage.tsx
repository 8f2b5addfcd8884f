import { useQuery } from '@tanstack/react-query';

import { Page } from '@/ui/Page';
import { Section } from '@/ui/Section';
import { ErrorState } from '@/ui/states/ErrorState';
import { Loading } from '@/ui/states/Loading';

import { meQuery } from '../api';
import { ApiKeys } from '../components/ApiKeys';
import { Profile } from '../components/Profile';

/** Who you are here, and the keys your scripts use. */
export function AccountPage() {
  const me = useQuery(meQuery);
  return (
    <Page title="Account" width="reading">
      <Section title="Profile" panel>
        {me.data && <Profile me={me.data} />}
        {me.isPending && <Loading label="Loading your profile" heights={[132]} />}
        {me.isError && !me.data && (
          <ErrorState title="Your profile could not be loaded" error={me.error} onRetry={() => void me.refetch()} />
        )}
      </Section>
      <ApiKeys />
    </Page>
  );
}
