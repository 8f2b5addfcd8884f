import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { countOf } from '@/lib/format/number';
import { formatMs } from '@/lib/format/time';
import { ConfirmDialog } from '@/ui/ConfirmDialog';
import { Status } from '@/ui/status/Status';
import { toastDone, toastError } from '@/ui/toast';

import {
  deleteConnection,
  editConnection,
  modelKeys,
  testConnection,
  type Connection,
  type ConnectionTest,
} from '../api';
import { ConnectionDialog } from './ConnectionDialog';
import classes from './Providers.module.css';

/** Test, change, switch off or remove a connection of the organization's own. */
export function ConnectionActions({ connection }: { connection: Connection }) {
  const [asking, setAsking] = useState<'edit' | 'delete' | null>(null);
  const { test, toggle, remove } = useActions(connection);
  const done = () => setAsking(null);
  return (
    <>
      {test.data && <TestResult result={test.data} />}
      <div className={classes.actions}>
        <Button size="xs" variant="default" loading={test.isPending} onClick={() => test.mutate()}>
          Test
        </Button>
        <Button size="xs" variant="default" onClick={() => setAsking('edit')}>
          Edit
        </Button>
        <Button size="xs" variant="default" loading={toggle.isPending} onClick={() => toggle.mutate()}>
          {connection.is_enabled ? 'Switch off' : 'Switch on'}
        </Button>
        <Button size="xs" variant="default" className={classes.last} onClick={() => setAsking('delete')}>
          Delete
        </Button>
      </div>
      {asking === 'edit' && <ConnectionDialog connection={connection} onClose={done} />}
      <ConfirmDialog
        opened={asking === 'delete'}
        title={`Delete “${connection.name}”?`}
        text="Its keys are deleted with it and cannot be brought back. Routes that lead to it go on without it."
        action="Delete connection"
        busy={remove.isPending}
        onConfirm={() => remove.mutate(undefined, { onSettled: done })}
        onClose={done}
      />
    </>
  );
}

function TestResult({ result }: { result: ConnectionTest }) {
  return (
    <div role="status" aria-label="Result of the test">
      <ul className={classes.test}>
        {result.keys.map((key, index) => (
          <li key={index} className={classes.key}>
            <Status tone={key.works ? 'done' : 'failed'} label={key.works ? 'Works' : 'Does not work'} />
            <span>
              {key.key_hint && `…${key.key_hint}, `}
              {formatMs(key.duration_ms)}
              {key.models && `, ${countOf(key.models.length, 'model')}`}
            </span>
            {key.error && <span className={classes.note}>{key.error}</span>}
          </li>
        ))}
      </ul>
    </div>
  );
}

function useActions(connection: Connection) {
  const client = useQueryClient();
  const again = () => client.invalidateQueries({ queryKey: modelKeys.all });
  const test = useMutation({
    mutationFn: () => testConnection(connection.id),
    onError: (error) => toastError('The connection could not be tested', error),
  });
  const toggle = useMutation({
    mutationFn: () => editConnection(connection.id, { is_enabled: !connection.is_enabled }),
    onSuccess: ({ is_enabled: isOn }) => toastDone(`${isOn ? 'Switched on' : 'Switched off'}: ${connection.name}`),
    onError: (error) => toastError('The connection was not changed', error),
    onSettled: again,
  });
  const remove = useMutation({
    mutationFn: () => deleteConnection(connection.id),
    onSuccess: () => toastDone(`Deleted: ${connection.name}`),
    onError: (error) => toastError('The connection was not deleted', error),
    onSettled: again,
  });
  return { test, toggle, remove };
}
