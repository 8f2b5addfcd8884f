import { ActionIcon, Button, Popover, SegmentedControl, TextInput } from '@mantine/core';
import { IconCalendar } from '@tabler/icons-react';
import { useState, type SubmitEvent } from 'react';

import { formatDate } from '@/lib/format/time';

import { labelOf, periodBetween, RANGES, type Range } from '../period';
import type { Costs } from '../useCosts';
import classes from './RangePicker.module.css';

const CUSTOM = 'custom';

/** Named periods, and any days between two. */
export function RangePicker({ costs }: { costs: Costs }) {
  const named: { value: string; label: string }[] = RANGES.map((value) => ({ value, label: labelOf(value) }));
  const custom = costs.range === null ? [{ value: CUSTOM, label: daysOf(costs) }] : [];
  const choose = (value: string) => {
    if (value !== CUSTOM) costs.change({ range: value as Range, from: undefined, to: undefined });
  };
  return (
    <div className={classes.picker}>
      <SegmentedControl
        aria-label="Period"
        value={costs.range ?? CUSTOM}
        data={[...named, ...custom]}
        onChange={choose}
      />
      <DaysPopover costs={costs} />
    </div>
  );
}

function DaysPopover({ costs }: { costs: Costs }) {
  const [opened, setOpened] = useState(false);
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" shadow="md" trapFocus width={224}>
      <Popover.Target>
        <ActionIcon variant="default" aria-label="Choose days" onClick={() => setOpened(!opened)}>
          <IconCalendar size={16} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown>
        <DaysForm costs={costs} onDone={() => setOpened(false)} />
      </Popover.Dropdown>
    </Popover>
  );
}

function DaysForm({ costs, onDone }: { costs: Costs; onDone: () => void }) {
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const [wrong, setWrong] = useState(false);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const isPeriod = periodBetween(from, to, costs.timeZone) !== null;
    setWrong(!isPeriod);
    if (!isPeriod) return;
    costs.change({ range: undefined, from, to });
    onDone();
  };
  return (
    <form className={classes.days} onSubmit={submit} noValidate>
      <TextInput type="date" label="From" value={from} onChange={(event) => setFrom(event.currentTarget.value)} />
      <TextInput type="date" label="To" value={to} onChange={(event) => setTo(event.currentTarget.value)} />
      {wrong && (
        <p className={classes.problem} role="alert">
          Choose two days, the earlier one first.
        </p>
      )}
      <Button type="submit">Show these days</Button>
    </form>
  );
}

function daysOf({ period: { since, until } }: Costs): string {
  const last = until === null ? Date.now() : Date.parse(until) - 1;
  const [from, to] = [formatDate(since), formatDate(new Date(last).toISOString())];
  return from === to ? from : `${from} – ${to}`;
}
