import { Modal, Radio, Select, Stack } from '@mantine/core';
import { useState } from 'react';

import type { Action, Family } from '@/lib/api/security';
import { Form } from '@/ui/Form';

import type { Rule } from '../api';
import { nameOf, type Place } from '../draft';
import { ACTIONS, VALUES } from '../words';

export interface RuleDialogProps {
  family: Family;
  place: Place;
  /** The rule as it is; undefined where there is none. */
  rule: Rule | undefined;
  /** What stands above: "the standard". */
  above: string;
  onChange: (rule: Rule | null) => void;
  onClose: () => void;
}

const USUAL = 0.5;
const LEVELS: [number, string][] = [
  [0.3, 'Any suspicion, from 0.3'],
  [0.5, 'As usual, from 0.5'],
  [0.7, 'Quite sure, from 0.7'],
  [0.9, 'Nearly certain, from 0.9'],
];

/** Choose what is done about a family in a place; each choice says what it does. */
export function RuleDialog({ family, place, rule, above, onChange, onClose }: RuleDialogProps) {
  const [action, setAction] = useState<Action | 'above'>(rule?.action ?? 'above');
  const [least, setLeast] = useState(rule?.least_confidence ?? USUAL);
  const submit = () => {
    onChange(action === 'above' ? null : { family, where: place, action, least_confidence: least });
    onClose();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={nameOf(family, place)}
      size={480}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Form action="Set this rule" busy={false} error={null} onSubmit={submit} onCancel={onClose}>
        <Radio.Group label="What is done" value={action} onChange={(value) => setAction(value)}>
          <Stack gap="sm" mt="xs">
            <Radio value="above" label="No rule of its own" description={`What holds is ${above}.`} />
            {(Object.keys(ACTIONS) as Action[])
              .filter((each) => each !== 'redact' || VALUES.includes(family))
              .map((each) => (
                <Radio key={each} value={each} label={ACTIONS[each].label} description={ACTIONS[each].meaning} />
              ))}
          </Stack>
        </Radio.Group>
        {action !== 'above' && action !== 'off' && (
          <Select
            label="How sure a detector must be"
            description="Of 0 to 1. What is less sure is passed over."
            data={levelsWith(least)}
            value={String(least)}
            onChange={(value) => setLeast(Number(value ?? USUAL))}
            allowDeselect={false}
          />
        )}
      </Form>
    </Modal>
  );
}

/** The levels to choose from, the present one among them. */
function levelsWith(present: number) {
  const known = LEVELS.some(([level]) => level === present);
  const all: [number, string][] = known ? LEVELS : [...LEVELS, [present, `From ${present}`]];
  return all.toSorted(([one], [other]) => one - other).map(([level, label]) => ({ value: String(level), label }));
}
