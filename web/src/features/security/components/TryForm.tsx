import { Button, Select, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';

import type { Where } from '@/lib/api/security';
import { agentsQuery, toolsQuery } from '@/lib/api/tools';

import type { TryText } from '../api';
import { PLACES } from '../words';
import classes from './Try.module.css';

export interface TryFormProps {
  busy: boolean;
  onTry: (wanted: TryText) => void;
}

/** A text, where it would stand, and around which agent or tool. */
export function TryForm({ busy, onTry }: TryFormProps) {
  const [text, setText] = useState('');
  const [where, setWhere] = useState<Where>('prompt');
  const [agent, setAgent] = useState<string | null>(null);
  const [tool, setTool] = useState<string | null>(null);
  const agents = useQuery(agentsQuery).data ?? [];
  const tools = useQuery(toolsQuery).data ?? [];
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (text) onTry({ text, where, agent, tool });
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      <Textarea
        label="Text"
        placeholder="Paste a prompt, a page, a tool's answer"
        autosize
        minRows={8}
        maxRows={20}
        maxLength={200_000}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <div className={classes.fields}>
        <Select
          label="Where it would stand"
          data={Object.entries(PLACES).map(([value, label]) => ({ value, label }))}
          value={where}
          onChange={(value) => setWhere((value ?? 'prompt') as Where)}
          allowDeselect={false}
        />
        <Select
          label="Agent"
          placeholder="Any"
          clearable
          searchable
          data={agents.map(({ name }) => name)}
          value={agent}
          onChange={setAgent}
        />
        <Select
          label="Tool"
          placeholder="Any"
          clearable
          searchable
          data={tools.map(({ name }) => name)}
          value={tool}
          onChange={setTool}
        />
        <Button type="submit" loading={busy} disabled={text === ''}>
          Try it
        </Button>
      </div>
    </form>
  );
}
