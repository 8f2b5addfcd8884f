import { Modal, PasswordInput, Select, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { fieldError } from '@/lib/api/errors';
import { Form, Pair } from '@/ui/Form';
import { toastDone } from '@/ui/toast';

import { createConnection, editConnection, modelKeys, type Connection } from '../api';
import {
  createOf,
  emptyConnection,
  formOf,
  hasMore,
  labelOfType,
  problemsIn,
  PROVIDER_TYPES,
  updateOf,
  type ConnectionForm,
  type ConnectionProblems,
} from '../providers';

import classes from './ConnectionDialog.module.css';

export interface ConnectionDialogProps {
  /** The connection to change; a new one is made without. */
  connection?: Connection;
  onClose: () => void;
}

/** Connect a provider, or change a connection. Keys go in and are never shown again. */
export function ConnectionDialog({ connection, onClose }: ConnectionDialogProps) {
  return (
    <Modal
      opened
      onClose={onClose}
      title={connection ? `Edit ${connection.name}` : 'Connect a provider'}
      size={520}
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Fields connection={connection} onClose={onClose} />
    </Modal>
  );
}

function Fields({ connection, onClose }: ConnectionDialogProps) {
  const [form, setForm] = useState<ConnectionForm>(() => (connection ? formOf(connection) : emptyConnection('openai')));
  const [problems, setProblems] = useState<ConnectionProblems>({});
  const save = useSave(connection, onClose);
  const problem = (field: string) => problems[field] ?? fieldError(save.error, field);
  const change = (part: Partial<ConnectionForm>) => {
    setForm((now) => ({ ...now, ...part }));
    setProblems({});
  };
  const submit = () => {
    const found = problemsIn(form, connection);
    setProblems(found);
    if (Object.keys(found).length === 0) save.mutate(form);
  };
  const type = PROVIDER_TYPES[form.type];
  const [isOpen] = useState(() => hasMore(form));
  return (
    <Form
      action={connection ? 'Save changes' : 'Connect'}
      busy={save.isPending}
      error={save.error}
      onSubmit={submit}
      onCancel={onClose}
    >
      {!connection && (
        <Pair>
          <Select
            label="Provider"
            description={type?.note}
            data={Object.keys(PROVIDER_TYPES).map((value) => ({ value, label: labelOfType(value) }))}
            value={form.type}
            allowDeselect={false}
            onChange={(value) => value && change(emptyConnection(value))}
          />
          <TextInput
            label="Name"
            description={type?.note && 'Stands before its models.'}
            value={form.name}
            error={problem('name')}
            onChange={(event) => change({ name: event.currentTarget.value })}
          />
        </Pair>
      )}
      <TypeFields form={form} isRequired problem={problem} onChange={change} />
      <KeyField
        form={form}
        connection={connection}
        problem={problem('keys') ?? problem('api_keys')}
        onChange={change}
      />
      <details className={classes.more} open={isOpen}>
        <summary>More options</summary>
        <div className={classes.fields}>
          <TypeFields form={form} isRequired={false} problem={problem} onChange={change} />
          <Textarea
            label="Models"
            description="One a line, “name = the provider’s name” where they differ. All it is known for while empty."
            autosize
            minRows={1}
            maxRows={8}
            value={form.models}
            error={problem('models')}
            onChange={(event) => change({ models: event.currentTarget.value })}
          />
          <TextInput
            label="Weight"
            description="Its share of the calls, beside other connections that serve the same model."
            inputMode="numeric"
            value={form.weight}
            error={problem('weight')}
            onChange={(event) => change({ weight: event.currentTarget.value })}
          />
        </div>
      </details>
    </Form>
  );
}

interface TypeFieldsProps {
  form: ConnectionForm;
  /** Those that must be filled in, or the others. */
  isRequired: boolean;
  problem: (field: string) => string | null;
  onChange: (part: Partial<ConnectionForm>) => void;
}

/** What the type of provider asks for. */
function TypeFields({ form, isRequired, problem, onChange }: TypeFieldsProps) {
  const fields = PROVIDER_TYPES[form.type]?.fields.filter((field) => (field.isRequired ?? false) === isRequired);
  return fields?.map(({ name, label, description, placeholder }) => (
    <TextInput
      key={name}
      label={label}
      description={description}
      placeholder={placeholder}
      value={form.fields[name] ?? ''}
      error={problem(name)}
      onChange={(event) => onChange({ fields: { ...form.fields, [name]: event.currentTarget.value } })}
    />
  ));
}

interface KeyFieldProps {
  form: ConnectionForm;
  connection?: Connection;
  problem: string | null;
  onChange: (part: Partial<ConnectionForm>) => void;
}

/** One key is hidden as it is typed; a document, or several keys, need lines. */
function KeyField({ form, connection, problem, onChange }: KeyFieldProps) {
  const type = PROVIDER_TYPES[form.type];
  const [several, setSeveral] = useState(false);
  const isLines = several || type?.key === 'document';
  const kept = connection && connection.key_hints.length > 0 ? 'The present keys stay while this is empty.' : undefined;
  const common = {
    label: type?.key === 'document' ? 'Service account' : several ? 'API keys, one a line' : 'API key',
    placeholder: type?.keyHint,
    value: form.keys,
    error: problem,
    autoComplete: 'off',
  };
  if (isLines) {
    return (
      <Textarea
        {...common}
        description={kept ?? (several ? 'Calls are shared evenly among them.' : undefined)}
        minRows={4}
        autosize
        maxRows={10}
        onChange={(event) => onChange({ keys: event.currentTarget.value })}
      />
    );
  }
  return (
    <div>
      <PasswordInput
        {...common}
        autoComplete="new-password"
        description={kept}
        onChange={(event) => onChange({ keys: event.currentTarget.value })}
        inputWrapperOrder={['label', 'description', 'input', 'error']}
        visibilityToggleButtonProps={{ 'aria-label': 'Show the key' }}
      />
      <button type="button" className={classes.several} onClick={() => setSeveral(true)}>
        Several keys that share the calls
      </button>
    </div>
  );
}

function useSave(connection: Connection | undefined, onClose: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (form: ConnectionForm) =>
      connection ? editConnection(connection.id, updateOf(form, connection)) : createConnection(createOf(form)),
    onSuccess: ({ name }) => {
      toastDone(connection ? `Changed: ${name}` : `Connected: ${name}`);
      onClose();
    },
    onSettled: () => client.invalidateQueries({ queryKey: modelKeys.all }),
  });
}
