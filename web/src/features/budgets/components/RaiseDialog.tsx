import { Modal, Select, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { formatUsdRoughly, readUsd } from '@/lib/format/money';
import { Form } from '@/ui/Form';
import { toastDone } from '@/ui/toast';

import { budgetKeys, raiseBudget, type Budget } from '../api';

export interface RaiseDialogProps {
  opened: boolean;
  budget: Budget;
  name: string;
  onClose: () => void;
}

const HOUR_MS = 3_600_000;
const PERIOD_END = 'period';
const CHOSEN = 'chosen';

/** Raise a limit for a time; it falls back by itself. */
export function RaiseDialog(props: RaiseDialogProps) {
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      title={`Raise the limit of ${props.name}`}
      size={420}
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <RaiseForm {...props} />
    </Modal>
  );
}

function RaiseForm({ budget, name, onClose }: RaiseDialogProps) {
  const client = useQueryClient();
  const [limit, setLimit] = useState(() => String(Number(budget.limit_usd) * 2));
  const [until, setUntil] = useState('24');
  const [day, setDay] = useState('');
  const [problem, setProblem] = useState<{ limit?: string; until?: string }>({});
  const raise = useMutation({
    mutationFn: (body: { limit_usd: string; until: string }) => raiseBudget(budget.id, body),
    onSuccess: () => {
      toastDone(`Raised: ${name}`);
      onClose();
    },
    onSettled: () => client.invalidateQueries({ queryKey: budgetKeys.all }),
  });
  const submit = () => {
    const [amount, end] = [readUsd(limit), momentOf(until, day, budget)];
    const tooLow = amount === null || Number(amount) <= Number(budget.limit_usd);
    setProblem({
      limit: tooLow ? `Write an amount above ${formatUsdRoughly(budget.limit_usd)}.` : undefined,
      until: end === null ? 'Choose a time that is still to come.' : undefined,
    });
    if (!tooLow && end !== null) raise.mutate({ limit_usd: amount, until: end });
  };
  return (
    <Form action="Raise limit" busy={raise.isPending} error={raise.error} onSubmit={submit} onCancel={onClose}>
      <TextInput
        label="Limit for now"
        description={`Instead of ${formatUsdRoughly(budget.limit_usd)}`}
        leftSection="$"
        inputMode="decimal"
        data-autofocus
        value={limit}
        error={problem.limit}
        onChange={(event) => setLimit(event.currentTarget.value)}
      />
      <Select
        label="Until"
        data={ends(budget)}
        value={until}
        allowDeselect={false}
        onChange={(value) => setUntil(value ?? '24')}
        error={until === CHOSEN ? undefined : problem.until}
      />
      {until === CHOSEN && (
        <TextInput
          type="datetime-local"
          label="Day and time"
          value={day}
          error={problem.until}
          onChange={(event) => setDay(event.currentTarget.value)}
        />
      )}
    </Form>
  );
}

function ends({ window }: Budget) {
  return [
    { value: '1', label: 'In one hour' },
    { value: '24', label: 'In 24 hours' },
    { value: '168', label: 'In 7 days' },
    ...(window?.ends_at ? [{ value: PERIOD_END, label: 'The end of this period' }] : []),
    { value: CHOSEN, label: 'Choose day and time' },
  ];
}

/** The moment a choice means, in UTC; null when it is over or none. */
function momentOf(choice: string, day: string, { window }: Budget): string | null {
  const at =
    choice === PERIOD_END
      ? Date.parse(window?.ends_at ?? '')
      : choice === CHOSEN
        ? Date.parse(day)
        : Date.now() + Number(choice) * HOUR_MS;
  return at > Date.now() ? new Date(at).toISOString() : null;
}
