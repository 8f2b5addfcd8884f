import { ActionIcon, Button } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback, useMemo, useState } from 'react';

import { formatUsdExactly } from '@/lib/format/money';
import { countOf, formatCompact, UNKNOWN } from '@/lib/format/number';
import { FilterPicker } from '@/ui/filter/FilterPicker';
import { SearchField } from '@/ui/SearchField';
import { Section } from '@/ui/Section';
import { EmptyState } from '@/ui/states/EmptyState';
import { ErrorState } from '@/ui/states/ErrorState';
import { Loading } from '@/ui/states/Loading';
import { Rows, type Column } from '@/ui/table/Rows';

import { servedModelsQuery, type Model } from '../api';
import { Abilities } from './Abilities';
import { PriceDialog } from './PriceDialog';
import classes from './ServedModels.module.css';

const route = getRouteApi('/shell/models');
const SHOWN = 60;

/** Every model that can be called, with what it costs and can do. */
export function ServedModels({ mayWrite }: { mayWrite: boolean }) {
  const { q = '', provider } = route.useSearch();
  const navigate = route.useNavigate();
  const models = useQuery(servedModelsQuery);
  const [pricing, setPricing] = useState<Model | null>(null);
  const [all, setAll] = useState(false);
  const find = useCallback(
    (text: string) => void navigate({ search: (now) => ({ ...now, q: text || undefined }), replace: true }),
    [navigate],
  );
  const matching = useMemo(() => matchingIn(models.data ?? [], q, provider), [models.data, q, provider]);
  const connections = [...new Set(models.data?.map(({ connection }) => connection))].toSorted();
  return (
    <Section
      title="Can be called"
      note={models.data && `${countOf(models.data.length, 'model')}, prices in USD per million tokens`}
    >
      <div className={classes.filters}>
        <SearchField className={classes.search} label="Search models" value={q} onSearch={find} />
        <FilterPicker
          label="Connection"
          choices={connections.map((value) => ({ value, label: value }))}
          chosen={provider ? [provider] : []}
          onChoose={([value]) => void navigate({ search: (now) => ({ ...now, provider: value }), replace: true })}
          single
        />
      </div>
      {models.isPending && <Loading label="Loading models" heights={[320]} />}
      {models.isError && !models.data && (
        <ErrorState title="The models could not be loaded" error={models.error} onRetry={() => void models.refetch()} />
      )}
      {models.data && matching.length === 0 && <EmptyState title="No models match" />}
      {matching.length > 0 && (
        <Rows
          caption="Models that can be called"
          columns={columnsFor(mayWrite ? setPricing : null)}
          rows={all ? matching : matching.slice(0, SHOWN)}
          keyOf={({ model, connection }) => `${connection}/${model}`}
          lines={2}
        />
      )}
      {matching.length > SHOWN && !all && (
        <div className={classes.more}>
          <span>{`${SHOWN} of ${matching.length}`}</span>
          <Button variant="default" onClick={() => setAll(true)}>
            Show all
          </Button>
        </div>
      )}
      {pricing && (
        <PriceDialog model={pricing.model} present={presentPrice(pricing)} onClose={() => setPricing(null)} />
      )}
    </Section>
  );
}

function matchingIn(models: Model[], text: string, connection: string | undefined): Model[] {
  const wanted = text.toLowerCase();
  return models.filter(
    (each) =>
      (!connection || each.connection === connection) &&
      `${each.model} ${each.name} ${each.connection}`.toLowerCase().includes(wanted),
  );
}

function presentPrice(model: Model) {
  return {
    input: model.input_usd_per_million,
    cached: model.cached_input_usd_per_million,
    written: model.cache_write_usd_per_million,
    output: model.output_usd_per_million,
  };
}

function columnsFor(onPrice: ((model: Model) => void) | null): Column<Model>[] {
  const price = (name: string, read: (model: Model) => string): Column<Model> => ({
    name,
    numeric: true,
    cell: (model) => (model.is_free ? <span className={classes.free}>free</span> : formatUsdExactly(read(model))),
  });
  const columns: Column<Model>[] = [
    {
      name: 'Model',
      main: true,
      cell: ({ name, model, connection, is_deprecated: isOld }) => (
        <>
          <span className={classes.name}>{name}</span>
          <span className={classes.id}>
            {model} <span className={classes.by}>{connection}</span>
            {isOld && ' deprecated'}
          </span>
        </>
      ),
    },
    { name: 'Can', cell: (model) => <Abilities model={model} /> },
    { name: 'Context', numeric: true, cell: (model) => formatCompact(model.context_window_tokens) },
    { name: 'Longest answer', numeric: true, from: 'wide', cell: (model) => formatCompact(model.max_output_tokens) },
    price('Input', (model) => model.input_usd_per_million),
    { ...price('Cached', (model) => model.cached_input_usd_per_million), from: 'middle' },
    { ...price('Written', (model) => model.cache_write_usd_per_million), from: 'middle' },
    price('Output', (model) => model.output_usd_per_million),
  ];
  if (!onPrice) return columns;
  const action: Column<Model> = {
    name: 'Price',
    numeric: true,
    plain: true,
    cell: (model) =>
      model.provider === 'builtin' ? (
        UNKNOWN
      ) : (
        <ActionIcon aria-label={`Set the price of ${model.model}`} onClick={() => onPrice(model)}>
          <IconPencil size={16} />
        </ActionIcon>
      ),
  };
  return [...columns, action];
}
