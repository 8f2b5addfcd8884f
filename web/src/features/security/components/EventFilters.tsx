import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';

import { agentsQuery, toolsQuery } from '@/lib/api/tools';
import { FilterBar } from '@/ui/filter/FilterBar';
import { FilterPicker, type FilterChoice } from '@/ui/filter/FilterPicker';
import { SearchField } from '@/ui/SearchField';
import { SEVERITIES } from '@/ui/severity/Severity';

import { cleared, isFiltered, valuesOf } from '../filter';
import { PERIODS, type EventsSearch, type ListName, type SingleName } from '../routes';
import { ACTIONS, FAMILIES, PLACES } from '../words';
import classes from './Security.module.css';

export interface EventFiltersProps {
  search: EventsSearch;
  onChange: (part: EventsSearch) => void;
}

const SEVERAL: { name: ListName; label: string; choices: FilterChoice[] }[] = [
  {
    name: 'action',
    label: 'What was done',
    // What is passed over is not noted.
    choices: Object.entries(ACTIONS)
      .filter(([value]) => value !== 'off')
      .map(([value, { past }]) => ({ value, label: past })),
  },
  { name: 'family', label: 'Family', choices: choicesOf(FAMILIES) },
  { name: 'where', label: 'Place', choices: choicesOf(PLACES) },
  { name: 'severity', label: 'Severity', choices: choicesOf(SEVERITIES).toReversed() },
];
const FEEDBACK = choicesOf({ false_alarm: 'False alarm', confirmed: 'Right' });
/** Filters that other pages lead here with; there is nothing to pick from, only something to give up. */
const ARRIVED: { name: SingleName; label: string }[] = [
  { name: 'incident', label: 'Incident' },
  { name: 'key', label: 'API key' },
  { name: 'conversation', label: 'Conversation' },
  { name: 'mission', label: 'Mission' },
  { name: 'request', label: 'Request' },
];

/** What the list is narrowed to; all of it stands in the address. */
export function EventFilters({ search, onChange }: EventFiltersProps) {
  const find = useCallback((text: string) => onChange({ detector: text || undefined }), [onChange]);
  const agents = useQuery(agentsQuery);
  const tools = useQuery(toolsQuery);
  const single = (name: SingleName | 'period', label: string, choices: FilterChoice[]) => (
    <FilterPicker
      key={name}
      single
      label={label}
      choices={choices}
      chosen={search[name] === undefined ? [] : [search[name]]}
      onChoose={([value]) => onChange({ [name]: value })}
    />
  );
  return (
    <div className={classes.filters}>
      <SearchField className={classes.search} label="Find a detector" value={search.detector ?? ''} onSearch={find} />
      <FilterBar isFiltered={isFiltered(search)} onClear={() => onChange(cleared)}>
        {single('period', 'Time', choicesOf(PERIODS))}
        {SEVERAL.map(({ name, label, choices }) => (
          <FilterPicker
            key={name}
            label={label}
            choices={choices}
            chosen={valuesOf(search, name)}
            onChoose={(chosen) => onChange({ [name]: chosen.join(',') || undefined })}
          />
        ))}
        {single(
          'tool',
          'Tool',
          (tools.data ?? []).map(({ name }) => ({ value: name, label: name })),
        )}
        {single(
          'agent',
          'Agent',
          (agents.data ?? []).map(({ name }) => ({ value: name, label: name })),
        )}
        {single('feedback', 'Feedback', FEEDBACK)}
        {ARRIVED.filter(({ name }) => search[name]).map(({ name, label }) => single(name, label, []))}
      </FilterBar>
    </div>
  );
}

function choicesOf(labels: Record<string, string>): FilterChoice[] {
  return Object.entries(labels).map(([value, label]) => ({ value, label }));
}
