import { Button } from '@mantine/core';
import { ApiError } from '@pilothouse/client';
import { useMutation } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';

import { messageOf } from '@/lib/api/errors';
import { fillForm, readForm, type Field, type FormValues } from '@/lib/schema/fields';
import { CopyText } from '@/ui/CopyText';
import { SchemaForm } from '@/ui/schema/SchemaForm';

import { curlOf, send, type Call } from '../call';
import type { Operation } from '../document';
import classes from './Details.module.css';

const PLACES = ['path', 'query', 'body'] as const;
type Place = (typeof PLACES)[number];

/** A form for what an operation takes; sends it with the rights of the person who is signed in. */
export function Try({ operation }: { operation: Operation }) {
  const fields: Record<Place, Field[]> = {
    path: operation.pathFields,
    query: operation.queryFields,
    body: operation.bodyFields,
  };
  const [forms, setForms] = useState<Record<Place, FormValues>>(() => ({
    path: fillForm(fields.path, {}),
    query: {},
    body: fillForm(fields.body, {}),
  }));
  const [problems, setProblems] = useState<Partial<Record<Place, Record<string, string>>>>({});
  const asking = useMutation({ mutationFn: (call: Call) => send(operation, call) });

  const read = { path: readForm(fields.path, forms.path), query: readForm(fields.query, forms.query) };
  const body = readForm(fields.body, forms.body);
  const call: Call = {
    path: read.path.values,
    query: read.query.values,
    ...(operation.body === 'json' && { body: body.values }),
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const found = { path: read.path.problems, query: read.query.problems, body: body.problems };
    setProblems(found);
    if (PLACES.every((place) => Object.keys(found[place]).length === 0)) asking.mutate(call);
  };
  return (
    <>
      <form className={classes.form} onSubmit={submit} noValidate>
        {PLACES.filter((place) => fields[place].length > 0).map((place) => (
          <SchemaForm
            key={place}
            fields={fields[place]}
            values={forms[place]}
            problems={problems[place] ?? {}}
            onChange={(name, value) => {
              setForms((now) => ({ ...now, [place]: { ...now[place], [name]: value } }));
              setProblems({});
            }}
          />
        ))}
        {operation.canTry && operation.body !== 'file' ? (
          <Button type="submit" className={classes.send} loading={asking.isPending}>
            Send
          </Button>
        ) : (
          <p className={classes.note}>Events and files are for programs: take the command below.</p>
        )}
      </form>
      <CopyText text={curlOf(operation, call)} label="curl command" />
      <section aria-label="Answer" aria-live="polite">
        {asking.isSuccess && <Shown value={asking.data ?? null} />}
        {asking.error && <Refusal error={asking.error} />}
      </section>
    </>
  );
}

function Refusal({ error }: { error: Error }) {
  const told = error instanceof ApiError ? `${error.status} ${error.code}` : '';
  return (
    <>
      <p className={classes.problem} role="alert">
        {[told, messageOf(error)].filter(Boolean).join(': ')}
      </p>
      {error instanceof ApiError && <CopyText text={error.requestId ?? ''} label="request id" />}
    </>
  );
}

function Shown({ value }: { value: unknown }) {
  return (
    <pre className={classes.output} tabIndex={0} aria-label="Data of the answer">
      {JSON.stringify(value, null, 2)}
    </pre>
  );
}
