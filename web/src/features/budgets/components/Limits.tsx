import { ActionIcon, Button } from '@mantine/core';
import { IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { formatCount, UNKNOWN } from '@/lib/format/number';
import { Section } from '@/ui/Section';
import { EmptyState } from '@/ui/states/EmptyState';
import { ErrorState } from '@/ui/states/ErrorState';
import { Loading } from '@/ui/states/Loading';
import { Rows, type Column } from '@/ui/table/Rows';
import { toastError, toastUndo } from '@/ui/toast';

import { budgetKeys, createLimit, deleteLimit, limitsQuery, type CallLimit, type LimitCreate } from '../api';
import { nameOfScope, SCOPE_KINDS, type ScopeKind, type Scopes } from '../scopes';
import { LimitDialog } from './LimitDialog';
import classes from './Limits.module.css';

const EVERY_MS = 5000; // Calls in flight come and go.

/** What keys, users, teams and agents may call: which models, how much a minute, how many at a time. */
export function Limits({ scopes, mayWrite }: { scopes: Scopes; mayWrite: boolean }) {
  const [dialog, setDialog] = useState<{ limit?: CallLimit } | null>(null);
  const limits = useQuery({ ...limitsQuery, refetchInterval: EVERY_MS });
  const remove = useRemove();
  const create = mayWrite && (
    <Button variant="default" leftSection={<IconPlus size={16} />} onClick={() => setDialog({})}>
      New limit
    </Button>
  );
  const columns = columnsFor(
    scopes,
    mayWrite,
    (limit) => setDialog({ limit }),
    (limit) => remove.mutate(limit),
  );
  return (
    <Section title="Limits on calls" note={limits.data?.length ? create : undefined}>
      {limits.isPending && <Loading label="Loading limits" heights={[96]} />}
      {limits.isError && !limits.data && (
        <ErrorState title="The limits could not be loaded" error={limits.error} onRetry={() => void limits.refetch()} />
      )}
      {limits.data?.length === 0 && (
        <EmptyState title="No limits. One holds an API key, user, team or agent to certain models, tokens a minute or calls at a time.">
          {create}
        </EmptyState>
      )}
      {limits.data && limits.data.length > 0 && (
        <Rows caption="Limits on calls" columns={columns} rows={limits.data} keyOf={({ id }) => id} lines={2} />
      )}
      {dialog && <LimitDialog limit={dialog.limit} scopes={scopes} onClose={() => setDialog(null)} />}
    </Section>
  );
}

function columnsFor(
  scopes: Scopes,
  mayWrite: boolean,
  onEdit: (limit: CallLimit) => void,
  onRemove: (limit: CallLimit) => void,
): Column<CallLimit>[] {
  const nameOf = ({ scope_kind: kind, scope_id: id }: CallLimit) => nameOfScope(scopes, kind, id);
  const columns: Column<CallLimit>[] = [
    {
      name: 'For',
      main: true,
      cell: (limit) => (
        <>
          <span className={classes.name}>{nameOf(limit)}</span>
          <span className={classes.muted}>{SCOPE_KINDS[limit.scope_kind as ScopeKind]}</span>
        </>
      ),
    },
    { name: 'Models', cell: (limit) => <Models patterns={limit.allowed_models} /> },
    { name: 'Tokens a minute', numeric: true, cell: tokensText },
    { name: 'At a time', numeric: true, cell: parallelText },
  ];
  if (!mayWrite) return columns;
  const actions: Column<CallLimit> = {
    name: 'Actions',
    numeric: true,
    plain: true,
    cell: (limit) => (
      <span className={classes.actions}>
        <ActionIcon aria-label={`Edit the limit of ${nameOf(limit)}`} onClick={() => onEdit(limit)}>
          <IconPencil size={16} />
        </ActionIcon>
        <ActionIcon aria-label={`Delete the limit of ${nameOf(limit)}`} onClick={() => onRemove(limit)}>
          <IconTrash size={16} />
        </ActionIcon>
      </span>
    ),
  };
  return [...columns, actions];
}

function Models({ patterns }: { patterns: string[] | null }) {
  if (patterns === null) return <span className={classes.muted}>any</span>;
  if (patterns.length === 0) return <>none</>;
  return (
    <span className={classes.models}>
      {patterns.map((pattern) => (
        <code key={pattern} className={classes.model}>
          {pattern}
        </code>
      ))}
    </span>
  );
}

function tokensText({ tokens_per_minute: most, tokens_left: left }: CallLimit): string {
  return most === null ? UNKNOWN : `${formatCount(left)} of ${formatCount(most)} left`;
}

function parallelText({ parallel_calls: most, running }: CallLimit): string {
  return most === null ? UNKNOWN : `${formatCount(running)} of ${formatCount(most)}`;
}

function useRemove() {
  const client = useQueryClient();
  const again = () => client.invalidateQueries({ queryKey: budgetKeys.limits });
  const restore = useMutation({
    mutationFn: (limit: CallLimit) =>
      createLimit({
        scope_kind: limit.scope_kind as LimitCreate['scope_kind'],
        scope_id: limit.scope_id,
        allowed_models: limit.allowed_models,
        tokens_per_minute: limit.tokens_per_minute,
        parallel_calls: limit.parallel_calls,
      }),
    onError: (error) => toastError('The limit was not restored', error),
    onSettled: again,
  });
  return useMutation({
    mutationFn: (limit: CallLimit) => deleteLimit(limit.id),
    onSuccess: (_answer, limit) => toastUndo('Limit deleted', () => restore.mutate(limit)),
    onError: (error) => toastError('The limit was not deleted', error),
    onSettled: again,
  });
}
