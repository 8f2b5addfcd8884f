import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';

import { useMay } from '@/lib/api/me';
import tabClasses from '@/ui/LinkTabs.module.css';
import { Page } from '@/ui/Page';
import { useRowKeys } from '@/ui/useRowKeys';
import { showCurrentTab } from '@/ui/showCurrentTab';

import { ConnectionDialog } from '../components/ConnectionDialog';
import { PriceTable } from '../components/PriceTable';
import { Providers } from '../components/Providers';
import { RouteDialog } from '../components/RouteDialog';
import { Routes } from '../components/Routes';
import { ServedModels } from '../components/ServedModels';
import { TABS, type Tab } from '../routes';

const route = getRouteApi('/shell/models');

/** Where models come from, what they cost, and where each name leads. */
export function ModelsPage() {
  const { tab = 'providers' } = route.useSearch();
  const mayWrite = useMay('models:write');
  const [creating, setCreating] = useState<'connection' | 'route' | null>(null);
  useRowKeys();
  const done = () => setCreating(null);
  return (
    <Page title="Models and providers" actions={mayWrite && <Create tab={tab} onCreate={setCreating} />}>
      <nav ref={showCurrentTab} className={tabClasses.tabs} aria-label="Parts of this page">
        {(Object.keys(TABS) as Tab[]).map((name) => (
          <Link
            key={name}
            to="/models"
            search={{ tab: name === 'providers' ? undefined : name }}
            className={tabClasses.tab}
            activeOptions={{ includeSearch: true, explicitUndefined: true }}
          >
            {TABS[name]}
          </Link>
        ))}
      </nav>
      {tab === 'providers' && <Providers mayWrite={mayWrite} onConnect={() => setCreating('connection')} />}
      {tab === 'models' && <ServedModels mayWrite={mayWrite} />}
      {tab === 'routes' && <Routes mayWrite={mayWrite} onCreate={() => setCreating('route')} />}
      {tab === 'prices' && <PriceTable mayWrite={mayWrite} />}
      {creating === 'connection' && <ConnectionDialog onClose={done} />}
      {creating === 'route' && <RouteDialog onClose={done} />}
    </Page>
  );
}

function Create({ tab, onCreate }: { tab: Tab; onCreate: (what: 'connection' | 'route') => void }) {
  const isRoute = tab === 'routes';
  return (
    <Button leftSection={<IconPlus size={16} />} onClick={() => onCreate(isRoute ? 'route' : 'connection')}>
      {isRoute ? 'New route' : 'Connect a provider'}
    </Button>
  );
}
