import { Checkbox, Modal, SegmentedControl, TagsInput, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { fieldError } from '@/lib/api/errors';
import { Form, Labelled } from '@/ui/Form';
import { toastDone } from '@/ui/toast';

import { budgetKeys, createBudget, editBudget, type Budget } from '../api';
import { createOf, emptyForm, formOf, problemsIn, updateOf, type BudgetForm, type BudgetProblems } from '../form';
import { nameOfScope, SCOPE_KINDS, type ScopeKind, type Scopes } from '../scopes';
import { PERIOD_NAMES, PERIODS } from '../states';
import { ScopeFields } from './ScopeFields';

export interface BudgetDialogProps {
  opened: boolean;
  scopes: Scopes;
  /** The budget to change; a new one is made without. */
  budget?: Budget;
  onClose: () => void;
}

/** Make a budget, or change one. */
export function BudgetDialog({ opened, budget, scopes, onClose }: BudgetDialogProps) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={budget ? 'Edit budget' : 'New budget'}
      size={480}
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Fields budget={budget} scopes={scopes} onClose={onClose} />
    </Modal>
  );
}

function Fields({ budget, scopes, onClose }: Omit<BudgetDialogProps, 'opened'>) {
  const organization = scopes.organization[0]?.value ?? '';
  const [form, setForm] = useState<BudgetForm>(() => (budget ? formOf(budget) : emptyForm(organization)));
  const [problems, setProblems] = useState<BudgetProblems>({});
  const save = useSave(budget, scopes, onClose);
  const change = (part: Partial<BudgetForm>) => {
    setForm((now) => ({ ...now, ...part }));
    setProblems({});
  };
  const submit = () => {
    const found = problemsIn(form);
    setProblems(found);
    if (Object.keys(found).length === 0) save.mutate(form);
  };
  return (
    <Form
      action={budget ? 'Save changes' : 'Create budget'}
      busy={save.isPending}
      error={save.error}
      onSubmit={submit}
      onCancel={onClose}
    >
      {!budget && (
        <ScopeFields
          kinds={Object.keys(SCOPE_KINDS) as ScopeKind[]}
          kind={form.scopeKind}
          id={form.scopeId}
          scopes={scopes}
          problem={problems.scopeId ?? fieldError(save.error, 'scope_id')}
          onChange={(scopeKind, scopeId) => change({ scopeKind, scopeId })}
        />
      )}
      {!budget && (
        <Labelled label="Period">
          <SegmentedControl
            fullWidth
            aria-label="Period"
            value={form.period}
            data={PERIOD_NAMES.map((value) => ({ value, label: PERIODS[value].label }))}
            onChange={(period) => change({ period })}
          />
        </Labelled>
      )}
      <TextInput
        label="Limit"
        description={`US dollars ${PERIODS[form.period].each}`}
        leftSection="$"
        inputMode="decimal"
        data-autofocus={budget ? true : undefined}
        value={form.limit}
        error={problems.limit ?? fieldError(save.error, 'limit_usd')}
        onChange={(event) => change({ limit: event.currentTarget.value })}
      />
      <Labelled label="At the limit">
        <SegmentedControl
          fullWidth
          aria-label="At the limit"
          value={form.isHard ? 'hard' : 'soft'}
          data={[
            { value: 'hard', label: 'Refuse calls' },
            { value: 'soft', label: 'Only warn' },
          ]}
          onChange={(value) => change({ isHard: value === 'hard' })}
        />
      </Labelled>
      <Checkbox
        label="Switch off when the limit is reached"
        description="Until somebody switches it on, also in later periods."
        checked={form.shutsOff}
        onChange={(event) => change({ shutsOff: event.currentTarget.checked })}
      />
      <TagsInput
        label="Alerts"
        description="Percents of the limit at which an alert is raised."
        value={form.thresholds}
        error={problems.thresholds ?? fieldError(save.error, 'thresholds')}
        onChange={(thresholds) => change({ thresholds })}
      />
    </Form>
  );
}

function useSave(budget: Budget | undefined, scopes: Scopes, onClose: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (form: BudgetForm) => (budget ? editBudget(budget.id, updateOf(form)) : createBudget(createOf(form))),
    onSuccess: (saved) => {
      const name = nameOfScope(scopes, saved.scope_kind, saved.scope_id);
      toastDone(budget ? `Changed: ${name}` : `Budget set: ${name}`);
      onClose();
    },
    onSettled: () => client.invalidateQueries({ queryKey: budgetKeys.all }),
  });
}
