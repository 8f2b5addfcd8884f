import { Modal, TagsInput, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { fieldError } from '@/lib/api/errors';
import { Form, Pair } from '@/ui/Form';
import { toastDone } from '@/ui/toast';

import { budgetKeys, createLimit, editLimit, type CallLimit } from '../api';
import { LIMITED_KINDS, type LimitedKind, type Scopes } from '../scopes';
import { ScopeFields } from './ScopeFields';

export interface LimitDialogProps {
  /** The limit to change; a new one is made without. */
  limit?: CallLimit;
  scopes: Scopes;
  onClose: () => void;
}

/** Limit calls, or change a limit. What is left empty is not limited. */
export function LimitDialog({ limit, scopes, onClose }: LimitDialogProps) {
  return (
    <Modal
      opened
      onClose={onClose}
      title={limit ? 'Edit limit' : 'New limit'}
      size={480}
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Fields limit={limit} scopes={scopes} onClose={onClose} />
    </Modal>
  );
}

function Fields({ limit, scopes, onClose }: LimitDialogProps) {
  const [kind, setKind] = useState<LimitedKind>('api_key');
  const [id, setId] = useState('');
  const [models, setModels] = useState(limit?.allowed_models ?? []);
  const [tokens, setTokens] = useState(asText(limit?.tokens_per_minute));
  const [parallel, setParallel] = useState(asText(limit?.parallel_calls));
  const [problems, setProblems] = useState<Problems>({});
  const save = useSave(onClose);
  const submit = () => {
    const counts = { tokens_per_minute: asNumber(tokens), parallel_calls: asNumber(parallel) };
    const found = problemsIn(limit !== undefined || id.trim() !== '', counts);
    setProblems(found);
    if (Object.keys(found).length > 0) return;
    const wanted = { allowed_models: models.length > 0 ? models : null, ...counts };
    save.mutate(() =>
      limit ? editLimit(limit.id, wanted) : createLimit({ ...wanted, scope_kind: kind, scope_id: id.trim() }),
    );
  };
  return (
    <Form
      action={limit ? 'Save changes' : 'Create limit'}
      busy={save.isPending}
      error={save.error}
      onSubmit={submit}
      onCancel={onClose}
    >
      {!limit && (
        <ScopeFields
          kinds={LIMITED_KINDS}
          kind={kind}
          id={id}
          scopes={scopes}
          problem={problems.scope_id ?? fieldError(save.error, 'scope_id')}
          onChange={(nextKind, nextId) => {
            setKind(nextKind as LimitedKind);
            setId(nextId);
            setProblems({});
          }}
        />
      )}
      <TagsInput
        label="Models"
        description="Names or patterns such as claude-* or openai/*. Any model while empty."
        data={scopes.model.map(({ value }) => value)}
        value={models}
        error={fieldError(save.error, 'allowed_models')}
        onChange={setModels}
      />
      <Pair>
        <TextInput
          label="Tokens a minute"
          description="Input and output together"
          inputMode="numeric"
          placeholder="No limit"
          value={tokens}
          error={problems.tokens_per_minute ?? fieldError(save.error, 'tokens_per_minute')}
          onChange={(event) => setTokens(event.currentTarget.value)}
        />
        <TextInput
          label="Calls at a time"
          description="More are refused until one ends"
          inputMode="numeric"
          placeholder="No limit"
          value={parallel}
          error={problems.parallel_calls ?? fieldError(save.error, 'parallel_calls')}
          onChange={(event) => setParallel(event.currentTarget.value)}
        />
      </Pair>
    </Form>
  );
}

type Counts = Record<'tokens_per_minute' | 'parallel_calls', number | null | undefined>;
type Problems = Partial<Record<'scope_id' | keyof Counts, string>>;

function problemsIn(isFor: boolean, counts: Counts): Problems {
  const problems: Problems = isFor ? {} : { scope_id: 'Choose whom the limit is for.' };
  for (const name of ['tokens_per_minute', 'parallel_calls'] as const) {
    if (counts[name] === undefined) problems[name] = 'Write a whole number above 0, or nothing.';
  }
  return problems;
}

function useSave(onClose: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (send: () => Promise<CallLimit>) => send(),
    onSuccess: () => {
      toastDone('Limit saved');
      onClose();
    },
    onSettled: () => client.invalidateQueries({ queryKey: budgetKeys.limits }),
  });
}

function asText(value: number | null | undefined): string {
  return value == null ? '' : String(value);
}

/** Read a count as typed, "50 000" or "50,000": null when empty, undefined when it is none. */
function asNumber(text: string): number | null | undefined {
  const plain = text.replaceAll(/[\s,’']/g, '');
  if (plain === '') return null;
  return /^[1-9]\d{0,11}$/.test(plain) ? Number(plain) : undefined;
}
