import { NumberInput, Select } from '@mantine/core';

import type { Draft } from '../draft';
import classes from './Policies.module.css';

export interface TrustFieldsProps {
  draft: Draft;
  disabled: boolean;
  onChange: (draft: Draft) => void;
}

/** How far a tool or agent must be trusted, and what becomes of those that are not. */
export function TrustFields({ draft, disabled, onChange }: TrustFieldsProps) {
  return (
    <div className={classes.trust}>
      <NumberInput
        label="Least trust"
        description="0 to 100, of tools, agents and uploaded skills. Not asked for while empty."
        placeholder="Not asked for"
        min={0}
        max={100}
        clampBehavior="strict"
        allowDecimal={false}
        hideControls
        disabled={disabled}
        value={draft.least_trust ?? ''}
        onChange={(value) => onChange({ ...draft, least_trust: value === '' ? null : Number(value) })}
      />
      <Select
        label="What is below it"
        description="A score falls with what is seen; a skill’s is that of its scan."
        data={[
          { value: 'approve', label: 'needs a person’s approval' },
          { value: 'refuse', label: 'is refused' },
        ]}
        disabled={disabled || draft.least_trust === null}
        value={draft.low_trust_action}
        onChange={(value) => onChange({ ...draft, low_trust_action: value === 'refuse' ? 'refuse' : 'approve' })}
        allowDeselect={false}
      />
    </div>
  );
}
