import { Button } from '@mantine/core';

import { Rows, type Column } from '@/ui/table/Rows';
import { When } from '@/ui/When';

import type { Exception } from '../api';
import { useTakeBack } from '../useFeedback';
import classes from './Security.module.css';

export interface ExceptionListProps {
  exceptions: Exception[];
  mayWrite: boolean;
}

/** What passes because somebody called the like of it a false alarm; each can be taken back. */
export function ExceptionList({ exceptions, mayWrite }: ExceptionListProps) {
  const takeBack = useTakeBack();
  const columns: Column<Exception>[] = [
    {
      name: 'What passes',
      main: true,
      cell: (exception) => (
        <span title={textOf(exception)}>
          {textOf(exception)} <code className={classes.muted}>{exception.detector}</code>
        </span>
      ),
    },
    { name: 'Since', plain: true, cell: ({ created_at: at }) => <When at={at} /> },
  ];
  const action: Column<Exception> = {
    name: 'Take back',
    plain: true,
    numeric: true,
    cell: (exception) => (
      <Button
        size="xs"
        variant="default"
        aria-label={`Take back: ${textOf(exception)}`}
        disabled={takeBack.isPending}
        onClick={() => takeBack.mutate(exception)}
      >
        Take back
      </Button>
    ),
  };
  return (
    <Rows
      caption="What passes after false alarms"
      columns={mayWrite ? [...columns, action] : columns}
      rows={exceptions}
      keyOf={({ id }) => id}
      bare
    />
  );
}

function textOf({ kind, evidence, least_confidence: least }: Exception): string {
  return kind === 'text' ? `“${evidence}”` : `Findings below ${(least ?? 0).toFixed(2)}`;
}
