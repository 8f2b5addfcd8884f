import { Button, Drawer, Textarea, TextInput } from '@mantine/core';
import type { schemas } from '@pilothouse/client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';

import { toastDone, toastError } from '@/ui/toast';

import { missionKeys, updateMission } from '../api';
import { changesIn, formOf } from '../edit';
import { problemsIn, type FormProblems, type MissionForm } from '../form';
import type { Mission } from '../model';
import classes from './EditDrawer.module.css';
import { MissionFields } from './MissionFields';

export interface EditDrawerProps {
  mission: Mission;
  opened: boolean;
  onClose: () => void;
}

/** Change a mission, also while it runs; it takes the change up at its next safe point. */
export function EditDrawer({ mission, opened, onClose }: EditDrawerProps) {
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="right"
      size={480}
      title="Edit mission"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <EditForm mission={mission} onClose={onClose} />
    </Drawer>
  );
}

function EditForm({ mission, onClose }: Omit<EditDrawerProps, 'opened'>) {
  const [title, setTitle] = useState(mission.title);
  const [note, setNote] = useState('');
  const [form, setForm] = useState<MissionForm>(() => formOf(mission));
  const [problems, setProblems] = useState<FormProblems>({});
  const save = useSave(mission, onClose);
  const onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    const found = problemsIn(form);
    setProblems(found);
    if (Object.keys(found).length > 0) return;
    const changes = changesIn(mission, { ...form, title, note });
    if (Object.keys(changes).length === 0) return onClose();
    save.mutate(changes);
  };
  return (
    <form className={classes.form} onSubmit={onSubmit} noValidate>
      <TextInput
        label="Title"
        value={title}
        maxLength={200}
        onChange={(event) => setTitle(event.currentTarget.value)}
      />
      <MissionFields
        form={form}
        problems={problems}
        toolIsFixed={mission.tool !== null}
        onChange={(part) => {
          setForm((now) => ({ ...now, ...part }));
          setProblems({});
        }}
      />
      <Textarea
        label="Add an instruction"
        description="Something to bear in mind from here on."
        autosize
        minRows={2}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      {mission.state === 'running' && <p className={classes.hint}>The change applies when the step at work is done.</p>}
      <div className={classes.actions}>
        <Button variant="default" onClick={onClose}>
          Discard
        </Button>
        <Button type="submit" loading={save.isPending}>
          Save changes
        </Button>
      </div>
    </form>
  );
}

function useSave(mission: Mission, onClose: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (changes: schemas.MissionUpdate) => updateMission(mission.id, changes),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: missionKeys.all });
      toastDone(`Changed: ${mission.title}`);
      onClose();
    },
    onError: (error) => toastError('The changes were not saved', error),
  });
}
