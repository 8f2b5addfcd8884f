import { ActionIcon, Autocomplete, Button, Modal, Select, TagsInput, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { fieldError } from '@/lib/api/errors';
import { Form, Labelled } from '@/ui/Form';
import { toastDone } from '@/ui/toast';

import {
  modelKeys,
  providersQuery,
  saveModelRoute,
  servedModelsQuery,
  type ModelRoute,
  type ModelRouteWrite,
} from '../api';
import classes from './Routes.module.css';

export interface RouteDialogProps {
  /** The route to change; a new one is made without. */
  route?: ModelRoute;
  onClose: () => void;
}

interface Target {
  connection: string;
  model: string;
  weight: string;
}

const EMPTY: Target = { connection: '', model: '', weight: '1' };

/** Give a name to models, or change where it leads. */
export function RouteDialog({ route, onClose }: RouteDialogProps) {
  return (
    <Modal
      opened
      onClose={onClose}
      title={route ? `Edit ${route.name}` : 'New route'}
      size={560}
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Fields route={route} onClose={onClose} />
    </Modal>
  );
}

function Fields({ route, onClose }: RouteDialogProps) {
  const client = useQueryClient();
  const [name, setName] = useState(route?.name ?? '');
  const [targets, setTargets] = useState<Target[]>(() => targetsOf(route));
  const [fallbacks, setFallbacks] = useState(route?.fallbacks ?? []);
  const [problem, setProblem] = useState<string | null>(null);
  const models = useQuery(servedModelsQuery).data ?? [];
  const save = useMutation({
    mutationFn: (body: ModelRouteWrite) => saveModelRoute(route?.id, body),
    onSuccess: (saved) => {
      toastDone(`Route saved: ${saved.name}`);
      onClose();
    },
    onSettled: () => client.invalidateQueries({ queryKey: modelKeys.all }),
  });
  const submit = () => {
    const used = targets.filter(({ connection, model }) => connection || model);
    const found = problemIn(name, used, fallbacks);
    setProblem(found);
    if (found === null) save.mutate({ name: name.trim(), targets: used.map(asWire), fallbacks });
  };
  const change = (index: number, part: Partial<Target>) =>
    setTargets(targets.map((target, at) => (at === index ? { ...target, ...part } : target)));
  return (
    <Form
      action={route ? 'Save changes' : 'Create route'}
      busy={save.isPending}
      error={problem === null ? save.error : new Error(problem)}
      onSubmit={submit}
      onCancel={onClose}
    >
      <TextInput
        label="Name"
        description="What callers write as model."
        data-autofocus
        value={name}
        error={fieldError(save.error, 'name')}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Labelled label="Targets">
        {targets.map((target, index) => (
          <TargetRow
            key={index}
            target={target}
            place={index + 1}
            models={models.filter(({ connection }) => connection === target.connection).map(({ model }) => model)}
            onChange={(part) => change(index, part)}
            onRemove={() => setTargets(targets.filter((_target, at) => at !== index))}
          />
        ))}
        <Button
          className={classes.add}
          size="xs"
          variant="default"
          leftSection={<IconPlus size={14} />}
          onClick={() => setTargets([...targets, EMPTY])}
        >
          Add a target
        </Button>
      </Labelled>
      <TagsInput
        label="Fallbacks"
        description="Models asked in this order when no target answers."
        data={[...new Set(models.map(({ model }) => model))]}
        value={fallbacks}
        error={fieldError(save.error, 'fallbacks')}
        onChange={setFallbacks}
      />
    </Form>
  );
}

interface TargetRowProps {
  target: Target;
  /** From 1. */
  place: number;
  models: string[];
  onChange: (part: Partial<Target>) => void;
  onRemove: () => void;
}

function TargetRow({ target, place, models, onChange, onRemove }: TargetRowProps) {
  const providers = useQuery(providersQuery).data ?? [];
  const names = providers.map(({ connection }) => connection);
  return (
    <div className={classes.row} role="group" aria-label={`Target ${place}`}>
      <Select
        label={place === 1 ? 'Connection' : undefined}
        aria-label="Connection"
        placeholder="Connection"
        data={target.connection && !names.includes(target.connection) ? [...names, target.connection] : names}
        value={target.connection || null}
        onChange={(connection) => onChange({ connection: connection ?? '' })}
      />
      <Autocomplete
        label={place === 1 ? 'Model' : undefined}
        aria-label="Model"
        placeholder="Model"
        data={[...new Set(models)]}
        limit={50}
        value={target.model}
        onChange={(model) => onChange({ model })}
      />
      <TextInput
        label={place === 1 ? 'Weight' : undefined}
        aria-label="Weight"
        inputMode="numeric"
        value={target.weight}
        onChange={(event) => onChange({ weight: event.currentTarget.value })}
      />
      <ActionIcon aria-label={`Remove target ${place}`} onClick={onRemove}>
        <IconX size={16} />
      </ActionIcon>
    </div>
  );
}

function targetsOf(route: ModelRoute | undefined): Target[] {
  if (!route || route.targets.length === 0) return [EMPTY];
  return route.targets.map(({ connection, model, weight }) => ({ connection, model, weight: String(weight) }));
}

function problemIn(name: string, targets: Target[], fallbacks: string[]): string | null {
  if (!name.trim()) return 'Give the route a name.';
  if (targets.length === 0 && fallbacks.length === 0) return 'A route needs a target or a fallback.';
  if (targets.some(({ connection, model }) => !connection || !model.trim()))
    return 'Every target needs a connection and a model.';
  if (targets.some(({ weight }) => !/^[1-9]\d{0,3}$/.test(weight.trim())))
    return 'Weights are whole numbers from 1 to 1000.';
  return null;
}

function asWire({ connection, model, weight }: Target) {
  return { connection, model: model.trim(), weight: Number(weight) };
}
