import { Button, Textarea } from '@mantine/core';
import { ApiError } from '@pilothouse/client';
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';

import { approvalKeys, decideApproval, type Approval, type Decision } from '@/lib/api/approvals';
import { fieldsOf, fillForm, readForm } from '@/lib/schema/fields';

import { ArgumentList } from '../schema/ArgumentList';
import { SchemaForm } from '../schema/SchemaForm';
import { toastDone, toastError } from '../toast';
import classes from './DecisionForm.module.css';

export interface DecisionFormProps {
  approval: Approval;
  onDecided?: (approval: Approval) => void;
}

/** The arguments of a call that waits, and a person's answer: approve, approve changed, or refuse with a reason. */
export function DecisionForm({ approval, onDecided }: DecisionFormProps) {
  const [mode, setMode] = useState<'look' | 'edit' | 'refuse'>('look');
  const fields = useMemo(() => fieldsOf(approval.input_schema), [approval.input_schema]);
  const [form, setForm] = useState(() => fillForm(fields, approval.arguments));
  const [problems, setProblems] = useState<Record<string, string>>({});
  const [reason, setReason] = useState('');
  const decide = useDecide(approval, onDecided);

  const approve = () => {
    const read = mode === 'edit' ? readForm(fields, form) : null;
    setProblems(read?.problems ?? {});
    if (read && Object.keys(read.problems).length > 0) return;
    decide.mutate({ decision: 'approve', arguments: read?.values ?? null, reason: '' });
  };
  const refuse = () => decide.mutate({ decision: 'refuse', arguments: null, reason: reason.trim() });

  return (
    <div className={classes.form}>
      {approval.note && (
        <p className={classes.note}>
          <IconAlertTriangle size={16} aria-hidden />
          {approval.note}
        </p>
      )}
      {mode === 'edit' ? (
        <SchemaForm
          fields={fields}
          values={form}
          problems={problems}
          onChange={(name, value) => setForm((now) => ({ ...now, [name]: value }))}
        />
      ) : (
        <ArgumentList values={approval.arguments} />
      )}
      {mode === 'refuse' && (
        <Textarea
          label="Why not"
          description="The agent reads this and goes on without the call."
          autosize
          minRows={2}
          maxRows={6}
          maxLength={2000}
          data-autofocus
          autoFocus
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      )}
      <div className={classes.actions}>
        {mode === 'refuse' ? (
          <>
            <Button color="red" className={classes.refuse} loading={decide.isPending} onClick={refuse}>
              Refuse
            </Button>
            <Button variant="default" onClick={() => setMode('look')}>
              Back
            </Button>
          </>
        ) : (
          <>
            <Button
              leftSection={<IconCheck size={16} />}
              loading={decide.isPending}
              onClick={approve}
              data-shortcut="a"
            >
              {mode === 'edit' ? 'Approve with changes' : 'Approve'}
            </Button>
            {mode === 'edit' ? (
              <Button variant="default" onClick={() => setMode('look')}>
                Back
              </Button>
            ) : (
              fields.length > 0 && (
                <Button variant="default" data-shortcut="e" onClick={() => setMode('edit')}>
                  Edit
                </Button>
              )
            )}
            <Button variant="subtle" color="gray" data-shortcut="r" onClick={() => setMode('refuse')}>
              Refuse…
            </Button>
          </>
        )}
      </div>
    </div>
  );
}

function useDecide(approval: Approval, onDecided?: (approval: Approval) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (decision: Decision) => decideApproval(approval.id, decision),
    onSuccess: (decided) => {
      client.setQueryData(approvalKeys.one(approval.id), decided);
      void client.invalidateQueries({ queryKey: approvalKeys.all });
      toastDone(`${decided.state === 'refused' ? 'Refused' : 'Approved'}: ${approval.tool}`);
      onDecided?.(decided);
    },
    onError: (error) => {
      // Somebody else was faster: what they decided is shown instead.
      void client.invalidateQueries({ queryKey: approvalKeys.all });
      const isLate = error instanceof ApiError && error.code === 'approval_decided';
      toastError(isLate ? 'This was decided already' : 'Your decision was not taken', error);
    },
  });
}
