import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { formatShare } from '@/lib/format/number';
import { Meter } from '@/ui/Meter';
import { Section } from '@/ui/Section';
import { EmptyState } from '@/ui/states/EmptyState';
import { ErrorState } from '@/ui/states/ErrorState';
import { Loading } from '@/ui/states/Loading';
import { toastError, toastUndo } from '@/ui/toast';

import { deleteModelRoute, modelKeys, modelRoutesQuery, saveModelRoute, type ModelRoute } from '../api';
import { RouteDialog } from './RouteDialog';
import classes from './Routes.module.css';

/** Names that callers use, and where each leads. */
export function Routes({ mayWrite, onCreate }: { mayWrite: boolean; onCreate: () => void }) {
  const routes = useQuery(modelRoutesQuery);
  return (
    <Section title="Names of your own" note="A name leads to targets that share the calls, then to fallbacks in order">
      {routes.isPending && <Loading label="Loading routes" columns={3} heights={[132]} />}
      {routes.isError && !routes.data && (
        <ErrorState title="The routes could not be loaded" error={routes.error} onRetry={() => void routes.refetch()} />
      )}
      {routes.data?.length === 0 && (
        <EmptyState title="No routes. One gives a name such as “fast” to models that can change without their callers.">
          {mayWrite && (
            <Button leftSection={<IconPlus size={16} />} onClick={onCreate}>
              New route
            </Button>
          )}
        </EmptyState>
      )}
      <div className={classes.list}>
        {routes.data?.map((route) => (
          <RouteCard key={route.id} route={route} mayWrite={mayWrite} />
        ))}
      </div>
    </Section>
  );
}

function RouteCard({ route, mayWrite }: { route: ModelRoute; mayWrite: boolean }) {
  const [editing, setEditing] = useState(false);
  const remove = useRemove();
  const total = route.targets.reduce((sum, { weight = 1 }) => sum + weight, 0);
  return (
    <article className={classes.card} aria-label={route.name}>
      <h3 className={classes.name}>{route.name}</h3>
      <ul className={classes.targets}>
        {route.targets.map(({ connection, model, weight = 1 }) => (
          <li key={`${connection}/${model}`} className={classes.target}>
            <span className={classes.model} title={`${connection}/${model}`}>
              {connection}/{model}
            </span>
            <span className={classes.share}>{formatShare(weight / total, true)}</span>
            <span className={classes.bar}>
              <Meter
                label={`Share of ${connection}/${model}`}
                text={formatShare(weight / total, true)}
                parts={[{ share: weight / total, tone: 1 }]}
              />
            </span>
          </li>
        ))}
      </ul>
      {route.fallbacks.length > 0 && (
        <p className={classes.then}>
          {route.targets.length > 0 ? 'When none answers: ' : 'Asked in order: '}
          {route.fallbacks.map((name, index) => (
            <span key={name}>
              {index > 0 && ', then '}
              <code>{name}</code>
            </span>
          ))}
        </p>
      )}
      {mayWrite && (
        <div className={classes.actions}>
          <Button size="xs" variant="default" onClick={() => setEditing(true)}>
            Edit
          </Button>
          <Button
            size="xs"
            variant="default"
            className={classes.last}
            loading={remove.isPending}
            onClick={() => remove.mutate(route)}
          >
            Delete
          </Button>
        </div>
      )}
      {editing && <RouteDialog route={route} onClose={() => setEditing(false)} />}
    </article>
  );
}

function useRemove() {
  const client = useQueryClient();
  const again = () => client.invalidateQueries({ queryKey: modelKeys.all });
  const restore = useMutation({
    mutationFn: ({ name, targets, fallbacks }: ModelRoute) => saveModelRoute(undefined, { name, targets, fallbacks }),
    onError: (error) => toastError('The route was not restored', error),
    onSettled: again,
  });
  return useMutation({
    mutationFn: ({ id }: ModelRoute) => deleteModelRoute(id),
    onSuccess: (_answer, route) => toastUndo(`Deleted: ${route.name}`, () => restore.mutate(route)),
    onError: (error) => toastError('The route was not deleted', error),
    onSettled: again,
  });
}
