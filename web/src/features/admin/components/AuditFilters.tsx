import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';

import { useMay } from '@/lib/api/me';
import { FilterBar } from '@/ui/filter/FilterBar';
import { FilterPicker } from '@/ui/filter/FilterPicker';
import { SearchField } from '@/ui/SearchField';

import { actorChoicesQuery } from '../api';
import { cleared, isFiltered, OUTCOME_WORDS, THINGS } from '../audit';
import classes from '../pages/AdminPages.module.css';
import { OUTCOMES, PERIODS, type AuditSearch } from '../routes';

export interface AuditFiltersProps {
  search: AuditSearch;
  onChange: (part: Partial<AuditSearch>) => void;
}

/** What the log is narrowed to; all of it stands in the address. */
export function AuditFilters({ search, onChange }: AuditFiltersProps) {
  const find = useCallback((text: string) => onChange({ q: text || undefined }), [onChange]);
  const maySeeUsers = useMay('users:read');
  const actors = useQuery({ ...actorChoicesQuery, enabled: maySeeUsers });
  const { q, period, action, actor, resource, outcome } = search;
  return (
    <div className={classes.filters}>
      <SearchField className={classes.search} label="Find in the log" value={q ?? ''} onSearch={find} />
      <FilterBar isFiltered={isFiltered(search)} onClear={() => onChange(cleared)}>
        <FilterPicker
          single
          label="Time"
          choices={choicesOf(PERIODS)}
          chosen={listOf(period)}
          onChoose={([next]) => onChange({ period: next as AuditSearch['period'] })}
        />
        <FilterPicker
          single
          label="About"
          choices={choicesOf(THINGS)}
          chosen={listOf(action)}
          onChoose={([next]) => onChange({ action: next })}
        />
        <FilterPicker
          single
          label="Who"
          choices={actors.data ?? []}
          chosen={listOf(actor)}
          onChoose={([next]) => onChange({ actor: next })}
        />
        <FilterPicker
          single
          label="Outcome"
          choices={OUTCOMES.map((value) => ({ value, label: OUTCOME_WORDS[value].label }))}
          chosen={listOf(outcome)}
          onChoose={([next]) => onChange({ outcome: next as AuditSearch['outcome'] })}
        />
        {resource && (
          <FilterPicker
            single
            label="Thing"
            choices={[]}
            chosen={[resource]}
            onChoose={([next]) => onChange({ resource: next })}
          />
        )}
      </FilterBar>
    </div>
  );
}

function choicesOf(labels: Record<string, string>) {
  return Object.entries(labels).map(([value, label]) => ({ value, label }));
}

function listOf(value: string | undefined): string[] {
  return value === undefined ? [] : [value];
}
