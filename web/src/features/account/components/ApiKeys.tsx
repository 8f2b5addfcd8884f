import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { Section } from '@/ui/Section';
import { EmptyState } from '@/ui/states/EmptyState';
import { ErrorState } from '@/ui/states/ErrorState';
import { Loading } from '@/ui/states/Loading';

import { apiKeysQuery } from '../api';
import { ApiKeyTable } from './ApiKeyTable';
import { CreateKeyDialog } from './CreateKeyDialog';

/** Keys for scripts and programs: listed, made, revoked. */
export function ApiKeys() {
  const [creating, setCreating] = useState(false);
  const keys = useQuery(apiKeysQuery);
  const create = (
    <Button
      variant={keys.data?.length ? 'default' : 'filled'}
      leftSection={<IconPlus size={16} />}
      onClick={() => setCreating(true)}
    >
      New key
    </Button>
  );
  return (
    <Section title="API keys" note={keys.data?.length ? create : undefined}>
      {keys.isPending && <Loading label="Loading the API keys" heights={[120]} />}
      {keys.isError && !keys.data && (
        <ErrorState title="The API keys could not be loaded" error={keys.error} onRetry={() => void keys.refetch()} />
      )}
      {keys.data?.length === 0 && (
        <EmptyState title="No API keys. A script that submits missions needs one.">{create}</EmptyState>
      )}
      {keys.data && keys.data.length > 0 && <ApiKeyTable keys={keys.data} />}
      {creating && <CreateKeyDialog onClose={() => setCreating(false)} />}
    </Section>
  );
}
