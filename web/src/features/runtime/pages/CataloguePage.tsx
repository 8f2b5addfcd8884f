import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';

import { toolsQuery } from '@/lib/api/tools';
import { FilterPicker } from '@/ui/filter/FilterPicker';
import tabClasses from '@/ui/LinkTabs.module.css';
import { Page } from '@/ui/Page';
import { SearchField } from '@/ui/SearchField';
import { useRowKeys } from '@/ui/useRowKeys';
import { showCurrentTab } from '@/ui/showCurrentTab';

import { Agents } from '../components/Agents';
import { Tools } from '../components/Tools';
import type { CatalogueSearch } from '../routes';
import classes from './CataloguePage.module.css';

const route = getRouteApi('/shell/tools');

/** What there is to work with: the tools, and the agents that use them. */
export function CataloguePage() {
  const { tab, q = '', category } = route.useSearch();
  const navigate = route.useNavigate();
  const tools = useQuery(toolsQuery);
  useRowKeys();
  const set = (part: Partial<CatalogueSearch>) =>
    void navigate({ search: (now) => ({ ...now, ...part }), replace: true });
  const categories = [...new Set((tools.data ?? []).map((tool) => tool.category))].sort();
  return (
    <Page title="Tools and agents">
      <nav ref={showCurrentTab} className={tabClasses.tabs} aria-label="Parts of this page">
        <Tab tab={undefined} current={tab} label="Tools" />
        <Tab tab="agents" current={tab} label="Agents" />
      </nav>
      <div className={classes.filters}>
        <SearchField
          className={classes.search}
          label={tab === 'agents' ? 'What should it do? Find agents' : 'What should it do? Find tools'}
          value={q}
          onSearch={(text) => set({ q: text || undefined })}
        />
        {tab !== 'agents' && (
          <FilterPicker
            single
            label="Category"
            choices={categories.map((value) => ({ value, label: value }))}
            chosen={category ? [category] : []}
            onChoose={([next]) => set({ category: next })}
          />
        )}
      </div>
      {tab === 'agents' ? <Agents q={q} /> : <Tools q={q} category={category} />}
    </Page>
  );
}

interface TabProps {
  tab: CatalogueSearch['tab'];
  current: CatalogueSearch['tab'];
  label: string;
}

function Tab({ tab, current, label }: TabProps) {
  return (
    <Link
      to="/tools"
      search={{ tab }}
      className={tabClasses.tab}
      aria-current={tab === current ? 'page' : undefined}
      activeProps={{ 'aria-current': tab === current ? 'page' : undefined }}
    >
      {label}
    </Link>
  );
}
