import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';

import { Freshness } from '@/ui/Freshness';
import { Section } from '@/ui/Section';
import { EmptyState } from '@/ui/states/EmptyState';
import { ErrorState } from '@/ui/states/ErrorState';
import { Loading } from '@/ui/states/Loading';

import { connectionsQuery, providersQuery, type Connection, type Provider } from '../api';
import { ProviderCard } from './ProviderCard';
import classes from './Providers.module.css';

export interface ProvidersProps {
  mayWrite: boolean;
  onConnect: () => void;
}

const EVERY_MS = 5000; // A provider that goes down is seen within seconds.

/** Every connection that can be used, and how it is doing right now. */
export function Providers({ mayWrite, onConnect }: ProvidersProps) {
  const providers = useQuery({ ...providersQuery, refetchInterval: EVERY_MS });
  const connections = useQuery(connectionsQuery);
  const entries = joined(providers.data ?? [], connections.data ?? []);
  const isAlone = providers.data !== undefined && entries.every(isBuiltin);
  return (
    <Section title="Connected" note={<Freshness at={providers.dataUpdatedAt} />}>
      {providers.isPending && <Loading label="Loading providers" columns={3} heights={[168, 168]} />}
      {providers.isError && !providers.data && (
        <ErrorState
          title="The providers could not be loaded"
          error={providers.error}
          onRetry={() => void providers.refetch()}
        />
      )}
      {isAlone && (
        <EmptyState title="No provider connected. Until then missions run with the built-in planner, which does not reason freely.">
          {mayWrite && (
            <Button leftSection={<IconPlus size={16} />} onClick={onConnect}>
              Connect a provider
            </Button>
          )}
        </EmptyState>
      )}
      <div className={classes.grid}>
        {entries.map(({ provider, connection }) => (
          <ProviderCard
            key={connection?.id ?? provider?.connection}
            provider={provider}
            connection={connection}
            mayWrite={mayWrite}
          />
        ))}
      </div>
    </Section>
  );
}

interface Entry {
  provider?: Provider;
  /** The organization's own, which can be tested, changed and removed. */
  connection?: Connection;
}

function isBuiltin({ provider }: Entry): boolean {
  return provider?.type === 'builtin';
}

/** Put each own connection beside how it is doing. One that is switched off is in no list of providers. */
function joined(providers: Provider[], connections: Connection[]): Entry[] {
  const own = new Map(connections.map((connection) => [connection.name, connection]));
  const used = providers.map((provider) => ({
    provider,
    connection: provider.owner === 'organization' ? own.get(provider.connection) : undefined,
  }));
  const shown = new Set(used.map(({ connection }) => connection?.id));
  const away = connections.filter(({ id }) => !shown.has(id)).map((connection) => ({ connection }));
  // What is always there, and answers when nothing else does, comes last.
  return [...used, ...away].toSorted((a, b) => Number(isBuiltin(a)) - Number(isBuiltin(b)));
}
