import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';

import { choicesQuery, type Choice, type Dimension } from '@/lib/api/spend';
import { FilterBar } from '@/ui/filter/FilterBar';
import { FilterPicker } from '@/ui/filter/FilterPicker';
import { SearchField } from '@/ui/SearchField';

import { cleared, isFiltered, valuesOf } from '../filter';
import { OPERATIONS, OUTCOMES } from '../outcomes';
import { PERIODS, type ListName, type RequestsSearch, type SingleName } from '../routes';
import classes from './RequestFilters.module.css';

export interface RequestFiltersProps {
  search: RequestsSearch;
  onChange: (part: RequestsSearch) => void;
  onReplace: (search: RequestsSearch) => void;
}

const STATUSES: Choice[] = [
  { value: '2xx', label: '2xx answered' },
  { value: '4xx', label: '4xx refused' },
  { value: '5xx', label: '5xx failed' },
];
const COSTS: Choice[] = ['0.01', '0.10', '1', '10'].map((value) => ({ value, label: `$${value} or more` }));
const PICKED: { name: ListName; dimension: Dimension; label: string }[] = [
  { name: 'model', dimension: 'model', label: 'Model' },
  { name: 'provider', dimension: 'provider', label: 'Provider' },
  { name: 'agent', dimension: 'agent', label: 'Agent' },
];
const PEOPLE: { name: SingleName & Dimension; label: string }[] = [
  { name: 'user', label: 'User' },
  { name: 'api_key', label: 'API key' },
  { name: 'team', label: 'Team' },
];
/** Filters that other pages lead here with; there is nothing to pick from, only something to give up. */
const ARRIVED: { name: SingleName; label: string }[] = [
  { name: 'mission', label: 'Mission' },
  { name: 'conversation', label: 'Conversation' },
  { name: 'tag', label: 'Tag' },
  { name: 'error_code', label: 'Error' },
];

/** What the list is narrowed to; all of it stands in the address. */
export function RequestFilters({ search, onChange, onReplace }: RequestFiltersProps) {
  const findId = useCallback((text: string) => onChange({ q: text || undefined }), [onChange]);
  const several = (name: ListName) => (chosen: string[]) => onChange({ [name]: chosen.join(',') || undefined });
  const single =
    (name: keyof RequestsSearch) =>
    ([value]: string[]) =>
      onChange({ [name]: value });
  return (
    <div className={classes.row}>
      <SearchField className={classes.search} label="Find a request id" value={search.q ?? ''} onSearch={findId} />
      <FilterBar isFiltered={isFiltered(search)} onClear={() => onReplace(cleared(search))}>
        <FilterPicker
          label="Time"
          choices={asChoices(PERIODS)}
          chosen={search.period ? [search.period] : []}
          onChoose={single('period')}
          single
        />
        <FilterPicker
          label="Outcome"
          choices={Object.entries(OUTCOMES).map(([value, { label }]) => ({ value, label }))}
          chosen={valuesOf(search, 'outcome')}
          onChoose={several('outcome')}
        />
        {PICKED.map(({ name, dimension, label }) => (
          <SeenPicker
            key={name}
            dimension={dimension}
            label={label}
            chosen={valuesOf(search, name)}
            onChoose={several(name)}
          />
        ))}
        {PEOPLE.map(({ name, label }) => (
          <SeenPicker
            key={name}
            dimension={name}
            label={label}
            chosen={asList(search[name])}
            onChoose={single(name)}
            single
          />
        ))}
        <FilterPicker
          label="Kind"
          choices={asChoices(OPERATIONS)}
          chosen={valuesOf(search, 'operation')}
          onChoose={several('operation')}
        />
        <FilterPicker
          label="Status"
          choices={STATUSES}
          chosen={asList(search.status)}
          onChoose={single('status')}
          single
        />
        <FilterPicker
          label="Cost"
          choices={COSTS}
          chosen={asList(search.min_cost)}
          onChoose={single('min_cost')}
          single
        />
        {ARRIVED.filter(({ name }) => search[name]).map(({ name, label }) => (
          <FilterPicker
            key={name}
            label={label}
            choices={[]}
            chosen={asList(search[name])}
            onChoose={single(name)}
            single
          />
        ))}
      </FilterBar>
    </div>
  );
}

interface SeenPickerProps {
  dimension: Dimension;
  label: string;
  chosen: string[];
  onChoose: (chosen: string[]) => void;
  single?: boolean;
}

/** Offers the values that calls of the last months had. */
function SeenPicker({ dimension, ...rest }: SeenPickerProps) {
  const choices = useQuery(choicesQuery(dimension));
  return <FilterPicker {...rest} choices={choices.data ?? []} />;
}

function asList(value: string | undefined): string[] {
  return value === undefined ? [] : [value];
}

function asChoices(labels: Record<string, string>): Choice[] {
  return Object.entries(labels).map(([value, label]) => ({ value, label }));
}
