import { useMutation, useQueryClient } from '@tanstack/react-query';

import { toastDone, toastError, toastUndo } from '@/ui/toast';

import { budgetKeys, createBudget, deleteBudget, endRaise, switchBudget, type Budget } from './api';
import { againOf } from './form';

/** Everything that can be done to a budget without a form. */
export function useBudgetActions(name: string) {
  const client = useQueryClient();
  const again = () => client.invalidateQueries({ queryKey: budgetKeys.all });
  const restore = useMutation({
    mutationFn: (budget: Budget) => createBudget(againOf(budget)),
    onSuccess: () => toastDone(`Restored: ${name}`),
    onError: (error) => toastError('The budget was not restored', error),
    onSettled: again,
  });
  const remove = useMutation({
    mutationFn: (budget: Budget) => deleteBudget(budget.id),
    onSuccess: (_answer, budget) => {
      // One that counts from its making on would begin at nothing again, and one that is off would be on.
      if (budget.period === 'total' || budget.shut_off_at !== null) toastDone(`Deleted: ${name}`);
      else toastUndo(`Deleted: ${name}`, () => restore.mutate(budget));
    },
    onError: (error) => toastError('The budget was not deleted', error),
    onSettled: again,
  });
  const shutOff = useMutation({
    mutationFn: (budget: Budget) => switchBudget(budget.id, 'shut-off'),
    onSuccess: () => toastDone(`Switched off: ${name}`),
    onError: (error) => toastError('The budget was not switched off', error),
    onSettled: again,
  });
  const reopen = useMutation({
    mutationFn: (budget: Budget) => switchBudget(budget.id, 'reopen'),
    onSuccess: () => toastDone(`Switched on: ${name}`),
    onError: (error) => toastError('The budget was not switched on', error),
    onSettled: again,
  });
  const lower = useMutation({
    mutationFn: (budget: Budget) => endRaise(budget.id),
    onSuccess: () => toastDone(`Back to its own limit: ${name}`),
    onError: (error) => toastError('The raise was not ended', error),
    onSettled: again,
  });
  return { remove, shutOff, reopen, lower };
}
