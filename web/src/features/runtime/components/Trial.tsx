import { Button, Checkbox } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useMemo, useRef, useState, type SubmitEvent } from 'react';

import { messageOf } from '@/lib/api/errors';
import type { Tool } from '@/lib/api/tools';
import { useUploads } from '@/lib/files/useUploads';
import { formatMs } from '@/lib/format/time';
import { fieldsOf, fillForm, readForm } from '@/lib/schema/fields';
import { SchemaForm } from '@/ui/schema/SchemaForm';

import { tryTool } from '../api';
import classes from './Trial.module.css';
import { TrialFiles } from './TrialFiles';
import { TrialResult } from './TrialResult';

/** Run a tool by hand: a form made from its schema, and what it gave. */
export function Trial({ tool }: { tool: Tool }) {
  const fields = useMemo(() => fieldsOf(tool.input_schema), [tool.input_schema]);
  const [form, setForm] = useState(() => fillForm(fields, {}));
  const [problems, setProblems] = useState<Record<string, string>>({});
  const [confirmed, setConfirmed] = useState(false);
  const uploads = useUploads();
  const result = useRef<HTMLElement>(null);
  const client = useQueryClient();
  const run = useMutation({
    mutationFn: (args: Record<string, unknown>) => {
      const fileIds = uploads.uploads.flatMap(({ stored }) => (stored ? [stored.id] : []));
      return tryTool(tool.name, { arguments: args, file_ids: fileIds, confirmed });
    },
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ['tools'] });
      requestAnimationFrame(() => result.current?.scrollIntoView({ block: 'nearest' }));
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const read = readForm(fields, form);
    setProblems(read.problems);
    if (Object.keys(read.problems).length === 0) run.mutate(read.values);
  };
  return (
    <>
      <form className={classes.form} onSubmit={submit} noValidate>
        {fields.length === 0 && <p className={classes.text}>It takes no arguments.</p>}
        <SchemaForm
          fields={fields}
          values={form}
          problems={problems}
          onChange={(name, value) => {
            setForm((now) => ({ ...now, [name]: value }));
            setProblems({});
          }}
        />
        <TrialFiles uploads={uploads} />
        {tool.confirm && (
          <Checkbox
            label="I approve this call"
            description="It acts outside of Pilothouse, so a person approves each call: here, you."
            checked={confirmed}
            onChange={(event) => setConfirmed(event.currentTarget.checked)}
          />
        )}
        <div className={classes.actions}>
          <Button
            type="submit"
            leftSection={<IconPlayerPlay size={15} />}
            loading={run.isPending}
            disabled={uploads.busy || (tool.confirm && !confirmed) || !tool.is_permitted}
          >
            Run
          </Button>
          {!tool.is_permitted && (
            <span className={classes.text}>It needs the permission {tool.permissions.join(', ')}.</span>
          )}
          {run.isSuccess && <span className={classes.text}>Took {formatMs(run.data.duration_ms)}</span>}
        </div>
      </form>
      <section ref={result} aria-label="Result" aria-live="polite" className={classes.result}>
        {run.error && (
          <p className={classes.problem} role="alert">
            {messageOf(run.error)}
          </p>
        )}
        {run.data && <TrialResult tried={run.data} />}
      </section>
    </>
  );
}
