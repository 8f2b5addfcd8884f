import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { formatMoment } from '@/lib/format/time';
import { CopyText } from '@/ui/CopyText';
import { Facts } from '@/ui/Facts';
import { Section } from '@/ui/Section';
import { ErrorState } from '@/ui/states/ErrorState';
import { Loading } from '@/ui/states/Loading';
import { Status } from '@/ui/status/Status';
import { toastDone, toastError } from '@/ui/toast';

import { adminKeys, ORGANIZATION_EXPORT_URL, organizationQuery, restoreOrganization, type Organization } from '../api';
import { AdminPage } from '../components/AdminPage';
import { EraseDialog } from '../components/EraseDialog';
import classes from './AdminPages.module.css';

/** The organization as a whole: taken along, and erased. */
export function OrganizationPage() {
  const organization = useQuery(organizationQuery);
  return (
    <AdminPage title="Organization">
      {organization.isPending && <Loading label="Loading the organization" heights={[160]} />}
      {organization.isError && !organization.data && (
        <ErrorState
          title="The organization could not be loaded"
          error={organization.error}
          onRetry={() => void organization.refetch()}
        />
      )}
      {organization.data && <Parts organization={organization.data} />}
    </AdminPage>
  );
}

function Parts({ organization }: { organization: Organization }) {
  return (
    <>
      <Section title={organization.name} panel>
        <Facts
          facts={[
            { name: 'Id', value: <CopyText text={organization.id} label="organization id" /> },
            { name: 'Since', value: formatMoment(organization.created_at) },
            { name: 'Time zone', value: organization.time_zone },
          ]}
        />
      </Section>
      <Section title="Take the data along" panel>
        <p className={classes.note}>
          One zip with everything the organization has: its tables as JSON lines, its files, and a README that says what
          is what. Passwords, keys and tokens are left out.
        </p>
        <Button
          component="a"
          href={ORGANIZATION_EXPORT_URL}
          download
          variant="default"
          leftSection={<IconDownload size={15} />}
          className={classes.act}
        >
          Download
        </Button>
      </Section>
      {organization.erases_at === null ? (
        <Erase organization={organization} />
      ) : (
        <Leaving at={organization.erases_at} />
      )}
    </>
  );
}

function Erase({ organization }: { organization: Organization }) {
  const [isAsking, setAsking] = useState(false);
  return (
    <Section title="Erase the organization" panel>
      <p className={classes.note}>
        With everything in it, for good. It happens seven days after somebody asks for it; until then administrators can
        take it back.
      </p>
      <Button variant="default" className={classes.danger} onClick={() => setAsking(true)}>
        Erase organization
      </Button>
      {isAsking && <EraseDialog organization={organization} onClose={() => setAsking(false)} />}
    </Section>
  );
}

function Leaving({ at }: { at: string }) {
  const client = useQueryClient();
  const restore = useMutation({
    mutationFn: restoreOrganization,
    onSuccess: () => toastDone('The organization goes on'),
    onError: (error) => toastError('This was not taken back', error),
    onSettled: () => client.invalidateQueries({ queryKey: adminKeys.organization }),
  });
  return (
    <Section title="Erase the organization" panel>
      <div>
        <Status tone="attention" label={`To be erased on ${formatMoment(at)}`} />
      </div>
      <p className={classes.note}>Nobody but administrators gets in, and API keys are refused.</p>
      <Button className={classes.act} loading={restore.isPending} onClick={() => restore.mutate()}>
        Keep the organization
      </Button>
    </Section>
  );
}
