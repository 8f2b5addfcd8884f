import { Collapse, SegmentedControl, Select, Textarea, TextInput } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useId, useState, type ReactNode } from 'react';

import { toolsQuery } from '@/lib/api/tools';
import type { Priority } from '@/lib/api/types';
import { formatCount } from '@/lib/format/number';

import { MAX_OBJECTIVE, type FormProblems, type MissionForm } from '../form';
import classes from './MissionFields.module.css';

export interface MissionFieldsProps {
  form: MissionForm;
  problems: FormProblems;
  onChange: (part: Partial<MissionForm>) => void;
  /** Stands between the objective and the rest. */
  files?: ReactNode;
  /** The mission exists and has a tool; it can get another but not none. */
  toolIsFixed?: boolean;
}

const PRIORITIES: { value: Priority; label: string }[] = [
  { value: 'low', label: 'Low' },
  { value: 'normal', label: 'Normal' },
  { value: 'high', label: 'High' },
];

/** The fields of a mission, for a new one and for an edit. */
export function MissionFields({ form, problems, onChange, files, toolIsFixed = false }: MissionFieldsProps) {
  return (
    <>
      <ObjectiveField form={form} problem={problems.objective} onChange={onChange} />
      {files}
      <div className={classes.pair}>
        <TextInput
          label="Budget"
          description="In US dollars. The mission stops before it would spend more."
          placeholder="The usual limit"
          inputMode="decimal"
          value={form.budget}
          error={problems.budget}
          onChange={(event) => onChange({ budget: event.currentTarget.value })}
        />
        <PriorityField value={form.priority} onChange={(priority) => onChange({ priority })} />
      </div>
      <Advanced form={form} problems={problems} fixed={toolIsFixed} onChange={onChange} />
    </>
  );
}

type FieldProps = Pick<MissionFieldsProps, 'form' | 'onChange'>;

function ObjectiveField({ form, problem, onChange }: FieldProps & { problem?: string }) {
  const left = MAX_OBJECTIVE - form.objective.length;
  return (
    <div className={classes.objective}>
      <Textarea
        label="Objective"
        description="What should be found out or done, in your own words."
        placeholder="Show how monthly sales changed and which regions drive it"
        autosize
        minRows={4}
        maxRows={16}
        value={form.objective}
        error={problem}
        data-autofocus
        onChange={(event) => onChange({ objective: event.currentTarget.value })}
      />
      <span className={classes.counter} data-over={left < 0 || undefined}>
        {formatCount(form.objective.length)} of {formatCount(MAX_OBJECTIVE)}
      </span>
    </div>
  );
}

function PriorityField({ value, onChange }: { value: Priority; onChange: (value: Priority) => void }) {
  const id = useId();
  return (
    <div className={classes.priority}>
      <span id={id} className={classes.label}>
        Priority
      </span>
      <SegmentedControl aria-labelledby={id} value={value} onChange={(next) => onChange(next)} data={PRIORITIES} />
    </div>
  );
}

function Advanced({ form, problems, fixed, onChange }: FieldProps & { problems: FormProblems; fixed: boolean }) {
  const [opened, setOpened] = useState(false);
  const shown = opened || problems.parameters !== undefined;
  const id = useId();
  return (
    <div>
      <button
        type="button"
        className={classes.more}
        aria-expanded={shown}
        aria-controls={id}
        onClick={() => setOpened(!shown)}
      >
        <IconChevronRight size={16} aria-hidden />
        Advanced
      </button>
      <Collapse expanded={shown} id={id}>
        <div className={classes.advanced}>
          <ToolField value={form.tool} clearable={!fixed} onChange={(tool) => onChange({ tool })} />
          <Textarea
            label="Parameters"
            description="A JSON object handed to the tool as it is."
            placeholder='{"top": 10}'
            autosize
            minRows={3}
            maxRows={12}
            classNames={{ input: classes.code }}
            value={form.parameters}
            error={problems.parameters}
            onChange={(event) => onChange({ parameters: event.currentTarget.value })}
          />
        </div>
      </Collapse>
    </div>
  );
}

interface ToolFieldProps {
  value: string | null;
  clearable: boolean;
  onChange: (tool: string | null) => void;
}

function ToolField({ value, clearable, onChange }: ToolFieldProps) {
  const tools = useQuery(toolsQuery);
  const data = (tools.data ?? []).map(({ name, title }) => ({ value: name, label: `${title} (${name})` }));
  return (
    <Select
      label="Tool"
      description="Leave empty to let the mission choose."
      placeholder="Chosen by the mission"
      data={data}
      value={value}
      onChange={onChange}
      searchable
      clearable={clearable}
      nothingFoundMessage="No tool matches"
      error={tools.isError ? 'The tools could not be loaded.' : undefined}
    />
  );
}
