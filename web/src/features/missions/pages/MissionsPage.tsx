import { SegmentedControl } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';

import { LinkButton } from '@/ui/LinkButton';
import { Page } from '@/ui/Page';
import { useRowKeys } from '@/ui/useRowKeys';

import { Board } from '../components/Board';
import { FilteredTable } from '../components/FilteredTable';
import type { MissionsView } from '../routes';

const route = getRouteApi('/shell/missions');

/** All missions: what needs a person first, then what runs, then history; or everything as a table. */
export function MissionsPage() {
  const { view = 'board' } = route.useSearch();
  const navigate = route.useNavigate();
  useRowKeys();
  const show = (next: string) => void navigate({ search: (now) => ({ ...now, view: next as MissionsView }) });
  const actions = (
    <>
      <SegmentedControl
        aria-label="View"
        value={view}
        onChange={show}
        data={[
          { value: 'board', label: 'Board' },
          { value: 'table', label: 'Table' },
        ]}
      />
      <LinkButton to="/missions/new" leftSection={<IconPlus size={16} />}>
        New mission
      </LinkButton>
    </>
  );
  return (
    <Page title="Missions" actions={actions}>
      {view === 'board' ? <Board /> : <FilteredTable />}
    </Page>
  );
}
