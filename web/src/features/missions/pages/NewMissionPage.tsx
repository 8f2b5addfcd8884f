import { Alert, Button } from '@mantine/core';
import { ApiError } from '@pilothouse/client';
import type { schemas } from '@pilothouse/client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useRef, useState, type SubmitEvent } from 'react';

import { fieldError, messageOf } from '@/lib/api/errors';
import { randomId } from '@/lib/random';
import { Page } from '@/ui/Page';

import { missionKeys, submitMission } from '../api';
import { FileDrop } from '../components/FileDrop';
import { MissionFields } from '../components/MissionFields';
import { problemsIn, toRequest, type FormProblems, type MissionForm } from '../form';
import { useUploads } from '@/lib/files/useUploads';
import classes from './NewMissionPage.module.css';

const route = getRouteApi('/shell/missions/new');

/** A new mission: objective and files; everything else has a sensible default. */
export function NewMissionPage() {
  const { objective = '' } = route.useSearch();
  const navigate = route.useNavigate();
  const [form, setForm] = useState<MissionForm>({
    objective,
    budget: '',
    priority: 'normal',
    tool: null,
    parameters: '',
  });
  const [problems, setProblems] = useState<FormProblems>({});
  const files = useUploads();
  const submit = useSubmit((id) => void navigate({ to: '/missions/$missionId', params: { missionId: id } }));

  const send = (draft: boolean): void => {
    const found = problemsIn(form);
    setProblems(found);
    if (Object.keys(found).length > 0) return focusFirstProblem();
    const fileIds = files.uploads.flatMap(({ stored }) => (stored ? [stored.id] : []));
    submit.mutate(toRequest(form, fileIds, draft));
  };
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    send(false);
  };

  return (
    <Page title="New mission" width="form">
      <form className={classes.form} onSubmit={onSubmit} noValidate>
        <MissionFields
          form={form}
          problems={{ ...serverProblems(submit.error), ...problems }}
          onChange={(part) => {
            setForm((now) => ({ ...now, ...part }));
            setProblems({});
          }}
          files={<FileDrop uploads={files.uploads} onAdd={files.add} onRemove={files.remove} />}
        />
        {submit.error && <Refusal error={submit.error} />}
        <div className={classes.actions}>
          <Button type="submit" loading={submit.isPending} disabled={files.busy}>
            Start mission
          </Button>
          <Button variant="default" onClick={() => send(true)} disabled={files.busy || submit.isPending}>
            Save as draft
          </Button>
          {files.busy && <span className={classes.wait}>Waiting for the files to arrive</span>}
        </div>
      </form>
    </Page>
  );
}

function useSubmit(onDone: (id: string) => void) {
  const client = useQueryClient();
  // Sent again unchanged, for instance after a lost answer, the form is the same mission; changed, it is another.
  const sent = useRef({ text: '', key: '' });
  return useMutation({
    mutationFn: (body: schemas.MissionCreate) => {
      const text = JSON.stringify(body);
      if (text !== sent.current.text) sent.current = { text, key: randomId() };
      return submitMission(body, sent.current.key);
    },
    onSuccess: (mission) => {
      void client.invalidateQueries({ queryKey: missionKeys.all });
      onDone(mission.id);
    },
  });
}

function Refusal({ error }: { error: Error }) {
  const requestId = error instanceof ApiError ? error.requestId : null;
  return (
    <Alert color="red" variant="light" title="The mission was not started" role="alert">
      {messageOf(error)}
      {requestId && <div className={classes.request}>Request {requestId}</div>}
    </Alert>
  );
}

function serverProblems(error: unknown): FormProblems {
  return Object.fromEntries(
    (['objective', 'parameters'] as const)
      .map((field) => [field, fieldError(error, field)])
      .concat([['budget', fieldError(error, 'budget_usd')]])
      .filter(([, message]) => message !== null),
  ) as FormProblems;
}

function focusFirstProblem(): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
}
