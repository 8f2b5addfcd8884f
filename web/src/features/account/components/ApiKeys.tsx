import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { KeyLines } from '@/ui/apiKey/KeyLines';
import { NewKeyDialog } from '@/ui/apiKey/NewKeyDialog';
import { Section } from '@/ui/Section';
import { EmptyState } from '@/ui/states/EmptyState';
import { ErrorState } from '@/ui/states/ErrorState';
import { Loading } from '@/ui/states/Loading';

import { apiKeysQuery, createApiKey, meQuery, revokeApiKey, rotateApiKey } from '../api';

/** Keys for scripts and programs: listed, made, replaced, revoked. */
export function ApiKeys() {
  const [creating, setCreating] = useState(false);
  const keys = useQuery(apiKeysQuery);
  const held = useQuery(meQuery).data?.permissions ?? [];
  const client = useQueryClient();
  const again = () => client.invalidateQueries({ queryKey: apiKeysQuery.queryKey });
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
      {keys.data && keys.data.length > 0 && (
        <KeyLines keys={keys.data} rotate={rotateApiKey} revoke={revokeApiKey} onChange={again} />
      )}
      {creating && (
        <NewKeyDialog
          choices={held}
          otherwise="All that you may when nothing is chosen."
          create={createApiKey}
          onChange={again}
          onClose={() => setCreating(false)}
        />
      )}
    </Section>
  );
}
