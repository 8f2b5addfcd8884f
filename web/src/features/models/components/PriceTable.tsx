import { ActionIcon, Button } from '@mantine/core';
import { IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback, useState } from 'react';

import { formatUsdExactly } from '@/lib/format/money';
import { countOf, formatCompact, formatCount } from '@/lib/format/number';
import { formatDate } from '@/lib/format/time';
import { FilterPicker } from '@/ui/filter/FilterPicker';
import { SearchField } from '@/ui/SearchField';
import { Section } from '@/ui/Section';
import { EmptyState } from '@/ui/states/EmptyState';
import { ErrorState } from '@/ui/states/ErrorState';
import { Loading } from '@/ui/states/Loading';
import { Rows, type Column } from '@/ui/table/Rows';
import { toastError, toastUndo } from '@/ui/toast';
import { When } from '@/ui/When';

import {
  catalogQuery,
  catalogSourceQuery,
  deletePrice,
  modelKeys,
  ownPricesQuery,
  putPrice,
  type CatalogModel,
  type OwnPrice,
} from '../api';
import { Abilities } from './Abilities';
import { PriceDialog } from './PriceDialog';
import { priceOf, type PriceFields } from '../prices';
import classes from './ServedModels.module.css';

const route = getRouteApi('/shell/models');

interface Pricing {
  model: string;
  present?: PriceFields;
}

/** Prices set by hand, and the table behind all others. */
export function PriceTable({ mayWrite }: { mayWrite: boolean }) {
  const [pricing, setPricing] = useState<Pricing | null>(null);
  return (
    <>
      <OwnPrices mayWrite={mayWrite} onPrice={setPricing} />
      <Catalog onPrice={mayWrite ? setPricing : null} />
      {pricing && <PriceDialog {...pricing} onClose={() => setPricing(null)} />}
    </>
  );
}

function OwnPrices({ mayWrite, onPrice }: { mayWrite: boolean; onPrice: (pricing: Pricing) => void }) {
  const prices = useQuery(ownPricesQuery);
  const remove = useRemove();
  const add = mayWrite && (
    <Button variant="default" leftSection={<IconPlus size={16} />} onClick={() => onPrice({ model: '*' })}>
      Price models that have none
    </Button>
  );
  if (prices.isError && !prices.data) {
    return (
      <ErrorState title="Your prices could not be loaded" error={prices.error} onRetry={() => void prices.refetch()} />
    );
  }
  const hasDefault = prices.data?.some(({ model }) => model === '*');
  return (
    <Section title="Set by hand" note={hasDefault ? undefined : add}>
      {prices.data?.length === 0 && (
        <p>None. What is set here goes before the table below, for your organization alone.</p>
      )}
      {prices.data && prices.data.length > 0 && (
        <Rows
          caption="Prices set by hand"
          columns={ownColumns(mayWrite, onPrice, (price) => remove.mutate(price))}
          rows={prices.data}
          keyOf={({ model }) => model}
        />
      )}
    </Section>
  );
}

function ownColumns(
  mayWrite: boolean,
  onPrice: (pricing: Pricing) => void,
  onRemove: (price: OwnPrice) => void,
): Column<OwnPrice>[] {
  const amount = (value: string | null) => (value === null ? 'as input' : formatUsdExactly(value));
  const columns: Column<OwnPrice>[] = [
    { name: 'Model', main: true, cell: ({ model }) => (model === '*' ? 'Every model without a price' : model) },
    { name: 'Input', numeric: true, cell: ({ input_usd: value }) => amount(value) },
    { name: 'Cached', numeric: true, from: 'middle', cell: ({ cached_input_usd: value }) => amount(value) },
    { name: 'Written', numeric: true, from: 'middle', cell: ({ cache_write_usd: value }) => amount(value) },
    { name: 'Output', numeric: true, cell: ({ output_usd: value }) => amount(value) },
    { name: 'Set', from: 'wide', cell: ({ created_at: at }) => <When at={at} /> },
  ];
  if (!mayWrite) return columns;
  const actions: Column<OwnPrice> = {
    name: 'Actions',
    numeric: true,
    plain: true,
    cell: (price) => (
      <>
        <ActionIcon
          aria-label={`Change the price of ${price.model}`}
          onClick={() => onPrice({ model: price.model, present: fieldsOf(price) })}
        >
          <IconPencil size={16} />
        </ActionIcon>
        <ActionIcon aria-label={`Take back the price of ${price.model}`} onClick={() => onRemove(price)}>
          <IconTrash size={16} />
        </ActionIcon>
      </>
    ),
  };
  return [...columns, actions];
}

function fieldsOf(price: OwnPrice): PriceFields {
  return {
    input: price.input_usd,
    output: price.output_usd,
    cached: price.cached_input_usd ?? '',
    written: price.cache_write_usd ?? '',
  };
}

function useRemove() {
  const client = useQueryClient();
  const again = () => client.invalidateQueries({ queryKey: modelKeys.all });
  const restore = useMutation({
    mutationFn: (price: OwnPrice) => putPrice(price.model, priceOf(fieldsOf(price))),
    onError: (error) => toastError('The price was not restored', error),
    onSettled: again,
  });
  return useMutation({
    mutationFn: ({ model }: OwnPrice) => deletePrice(model),
    onSuccess: (_answer, price) => toastUndo('Price taken back', () => restore.mutate(price)),
    onError: (error) => toastError('The price was not taken back', error),
    onSettled: again,
  });
}

function Catalog({ onPrice }: { onPrice: ((pricing: Pricing) => void) | null }) {
  const { q = '', provider } = route.useSearch();
  const navigate = route.useNavigate();
  const source = useQuery(catalogSourceQuery);
  const pages = useInfiniteQuery(catalogQuery({ search: q || undefined, provider }));
  const find = useCallback(
    (text: string) => void navigate({ search: (now) => ({ ...now, q: text || undefined }), replace: true }),
    [navigate],
  );
  const rows = pages.data?.pages.flatMap((page) => page.items) ?? [];
  const total = pages.data?.pages[0]?.total ?? rows.length;
  return (
    <Section title="Price table" note={source.data && sourceText(source.data.source, source.data.newest_price_on)}>
      <div className={classes.filters}>
        <SearchField className={classes.search} label="Search the price table" value={q} onSearch={find} />
        <FilterPicker
          label="Provider"
          choices={(source.data?.providers ?? []).map((value) => ({ value, label: value }))}
          chosen={provider ? [provider] : []}
          onChoose={([value]) => void navigate({ search: (now) => ({ ...now, provider: value }), replace: true })}
          single
        />
      </div>
      {pages.isPending && <Loading label="Loading the price table" heights={[320]} />}
      {pages.isError && !pages.data && (
        <ErrorState
          title="The price table could not be loaded"
          error={pages.error}
          onRetry={() => void pages.refetch()}
        />
      )}
      {pages.data && rows.length === 0 && <EmptyState title="No models match" />}
      {rows.length > 0 && (
        <Rows
          caption="Price table"
          columns={catalogColumns(onPrice)}
          rows={rows}
          keyOf={({ provider: from, model }) => `${from}/${model}`}
          lines={2}
        />
      )}
      {rows.length > 0 && (
        <div className={classes.more}>
          <span>{`${formatCount(rows.length)} of ${countOf(total, 'model')}`}</span>
          {pages.hasNextPage && (
            <Button variant="default" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
              Show more
            </Button>
          )}
        </div>
      )}
    </Section>
  );
}

function sourceText(source: string, newestOn: string | null): string {
  return newestOn === null ? source : `${source}, newest price of ${formatDate(newestOn)}`;
}

function catalogColumns(onPrice: ((pricing: Pricing) => void) | null): Column<CatalogModel>[] {
  const price = (name: string, read: (tier: CatalogModel['tiers'][number]) => string): Column<CatalogModel> => ({
    name,
    numeric: true,
    cell: ({ tiers: [base, ...dearer], is_free: isFree }) =>
      isFree || !base ? (
        <span className={classes.free}>free</span>
      ) : (
        <span
          title={dearer
            .map((tier) => `${formatUsdExactly(read(tier))} above ${formatCount(tier.above_input_tokens)} tokens`)
            .join(', ')}
        >
          {formatUsdExactly(read(base))}
          {dearer.length > 0 && '+'}
        </span>
      ),
  });
  const columns: Column<CatalogModel>[] = [
    {
      name: 'Model',
      main: true,
      cell: ({ name, model, provider, is_deprecated: isOld }) => (
        <>
          <span className={classes.name}>{name}</span>
          <span className={classes.id}>
            {provider}/{model}
            {isOld && ', deprecated'}
          </span>
        </>
      ),
    },
    { name: 'Can', from: 'middle', cell: (model) => <Abilities model={model} /> },
    { name: 'Context', numeric: true, cell: (model) => formatCompact(model.context_window_tokens) },
    price('Input', (tier) => tier.input_usd),
    { ...price('Cached', (tier) => tier.cached_input_usd), from: 'middle' },
    { ...price('Written', (tier) => tier.cache_write_usd), from: 'middle' },
    price('Output', (tier) => tier.output_usd),
  ];
  if (!onPrice) return columns;
  const action: Column<CatalogModel> = {
    name: 'Price',
    numeric: true,
    plain: true,
    cell: ({ model, tiers: [base] }) => (
      <ActionIcon
        aria-label={`Set the price of ${model}`}
        onClick={() =>
          onPrice({
            model,
            present: base && {
              input: base.input_usd,
              cached: base.cached_input_usd,
              written: base.cache_write_usd,
              output: base.output_usd,
            },
          })
        }
      >
        <IconPencil size={16} />
      </ActionIcon>
    ),
  };
  return [...columns, action];
}
