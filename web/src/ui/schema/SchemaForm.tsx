import { Checkbox, Select, Textarea, TextInput } from '@mantine/core';

import type { Field, FormValues } from '@/lib/schema/fields';

import classes from './SchemaForm.module.css';

export interface SchemaFormProps {
  fields: Field[];
  values: FormValues;
  problems: Record<string, string>;
  onChange: (name: string, value: string | boolean) => void;
  disabled?: boolean;
}

/** The fields of a JSON Schema, one under the other. */
export function SchemaForm({ fields, ...rest }: SchemaFormProps) {
  return (
    <div className={classes.fields}>
      {fields.map((field) => (
        <SchemaField key={field.name} field={field} {...rest} />
      ))}
    </div>
  );
}

type SchemaFieldProps = Omit<SchemaFormProps, 'fields'> & { field: Field };

function SchemaField({ field, values, problems, onChange, disabled }: SchemaFieldProps) {
  const { name, kind, type, description, required, choices } = field;
  const value = values[name] ?? '';
  const change = (next: string | boolean) => onChange(name, next);
  const shared = {
    label: <Label name={name} type={kind === 'choice' ? '' : type} />,
    description: description || undefined,
    error: problems[name],
    required,
    disabled,
  };
  const text = typeof value === 'string' ? value : '';
  if (kind === 'boolean') {
    return (
      <Checkbox
        label={name}
        description={description || undefined}
        checked={value === true}
        disabled={disabled}
        onChange={(event) => change(event.currentTarget.checked)}
      />
    );
  }
  if (kind === 'choice') {
    return (
      <Select
        {...shared}
        data={choices}
        value={text || null}
        clearable={!required}
        onChange={(next) => change(next ?? '')}
      />
    );
  }
  const onType = (event: { currentTarget: { value: string } }) => change(event.currentTarget.value);
  if (kind === 'number' || kind === 'integer') {
    return (
      <TextInput {...shared} inputMode={kind === 'integer' ? 'numeric' : 'decimal'} value={text} onChange={onType} />
    );
  }
  const isCode = kind === 'json';
  return (
    <Textarea
      {...shared}
      autosize
      minRows={kind === 'text' ? 1 : 2}
      maxRows={12}
      value={text}
      placeholder={kind === 'list' ? 'One a line' : undefined}
      classNames={isCode ? { input: classes.code ?? '' } : undefined}
      onChange={onType}
    />
  );
}

function Label({ name, type }: { name: string; type: string }) {
  return (
    <>
      {name} {type && type !== 'text' && <span className={classes.type}>{type}</span>}
    </>
  );
}
