import { Select, TextInput } from '@mantine/core';

import { Pair } from '@/ui/Form';

import { SCOPE_KINDS, type ScopeKind, type Scopes } from '../scopes';

export interface ScopeFieldsProps {
  kinds: ScopeKind[];
  kind: ScopeKind;
  id: string;
  scopes: Scopes;
  problem?: string | null;
  onChange: (kind: ScopeKind, id: string) => void;
}

/** Choose what something holds for: a kind, and which of it. What cannot be listed is given by its id. */
export function ScopeFields({ kinds, kind, id, scopes, problem, onChange }: ScopeFieldsProps) {
  const choices = scopes[kind];
  // Nobody is asked to type what is about to be listed: the field would change under their hands.
  const isPending = scopes.pending.includes(kind);
  return (
    <Pair>
      <Select
        label="For"
        data={kinds.map((value) => ({ value, label: SCOPE_KINDS[value] }))}
        value={kind}
        allowDeselect={false}
        onChange={(value) => {
          const next = kinds.find((each) => each === value) ?? kind;
          onChange(next, next === 'organization' ? (scopes.organization[0]?.value ?? '') : '');
        }}
      />
      {choices.length > 0 || isPending ? (
        <Select
          label="Which"
          data={choices}
          value={id || null}
          error={problem}
          searchable={choices.length > 8}
          placeholder={isPending ? 'Loading' : 'Choose'}
          disabled={kind === 'organization' || isPending}
          allowDeselect={false}
          onChange={(value) => onChange(kind, value ?? '')}
        />
      ) : (
        <TextInput
          label="Which"
          placeholder={kind === 'agent' || kind === 'model' ? 'Its name' : 'Its id'}
          value={id}
          error={problem}
          onChange={(event) => onChange(kind, event.currentTarget.value)}
        />
      )}
    </Pair>
  );
}
