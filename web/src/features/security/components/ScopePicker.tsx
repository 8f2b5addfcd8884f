import { Button, Modal, SegmentedControl, Select } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { agentsQuery, toolsQuery } from '@/lib/api/tools';
import { Form, Labelled } from '@/ui/Form';

import type { Policy } from '../api';
import { nameOfScope, ORGANIZATION, scopeIn, textOfScope, type Scope } from '../scope';
import classes from './Policies.module.css';

export interface ScopePickerProps {
  policies: Policy[];
  scope: Scope;
  mayWrite: boolean;
  onChoose: (scope: Scope) => void;
}

/** Whose policy is looked at; one of its own can be begun for an agent or tool. */
export function ScopePicker({ policies, scope, mayWrite, onChoose }: ScopePickerProps) {
  const [adding, setAdding] = useState(false);
  const known = policies.map(({ scope_kind: kind, scope_id: id }): Scope => ({ kind, id }));
  const all = known.some(({ kind, id }) => kind === scope.kind && id === scope.id) ? known : [...known, scope];
  return (
    <>
      <Select
        className={classes.scope}
        label="Policy of"
        data={all.map((each) => ({ value: textOfScope(each) ?? '', label: nameOfScope(each) }))}
        value={textOfScope(scope) ?? ''}
        onChange={(value) => onChoose(value ? scopeIn(value) : ORGANIZATION)}
        allowDeselect={false}
      />
      {mayWrite && (
        <Button variant="default" leftSection={<IconPlus size={16} />} onClick={() => setAdding(true)}>
          For an agent or tool
        </Button>
      )}
      {adding && <ScopeDialog onChoose={onChoose} onClose={() => setAdding(false)} />}
    </>
  );
}

function ScopeDialog({ onChoose, onClose }: { onChoose: (scope: Scope) => void; onClose: () => void }) {
  const [kind, setKind] = useState<'tool' | 'agent'>('tool');
  const [name, setName] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const tools = useQuery(toolsQuery).data ?? [];
  const agents = useQuery(agentsQuery).data ?? [];
  const submit = () => {
    if (name) {
      onChoose({ kind, id: name });
      onClose();
    } else setProblem('Choose one.');
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title="A policy for an agent or tool"
      size={440}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Form action="Write its policy" busy={false} error={null} onSubmit={submit} onCancel={onClose}>
        <Labelled label="What">
          <SegmentedControl
            aria-label="What"
            data={[
              { value: 'tool', label: 'Tool' },
              { value: 'agent', label: 'Agent' },
            ]}
            value={kind}
            onChange={(value) => {
              setKind(value === 'agent' ? 'agent' : 'tool');
              setName(null);
            }}
          />
        </Labelled>
        <Select
          label="Name"
          searchable
          data={(kind === 'tool' ? tools : agents).map((each) => each.name)}
          value={name}
          error={problem}
          onChange={setName}
        />
      </Form>
    </Modal>
  );
}
