import { Select, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { fieldError } from '@/lib/api/errors';
import type { Me } from '@/lib/api/me';
import { Form } from '@/ui/Form';
import { toastDone } from '@/ui/toast';

import { meQuery, updateMe } from '../api';
import { Dialog } from '@/ui/Dialog';

/** Change the name and the time zone. */
export function ProfileDialog({ me, onClose }: { me: Me; onClose: () => void }) {
  const client = useQueryClient();
  const [name, setName] = useState(me.name);
  const [timeZone, setTimeZone] = useState(me.time_zone);
  const save = useMutation({
    mutationFn: updateMe,
    onSuccess: (changed) => {
      client.setQueryData(meQuery.queryKey, changed);
      toastDone('Profile saved');
      onClose();
    },
  });
  return (
    <Dialog title="Your profile" onClose={onClose}>
      <Form
        action="Save"
        busy={save.isPending}
        error={fieldError(save.error, 'name') ? null : save.error}
        onSubmit={() => save.mutate({ name, time_zone: timeZone })}
        onCancel={onClose}
      >
        <TextInput
          label="Name"
          autoComplete="name"
          value={name}
          maxLength={100}
          error={fieldError(save.error, 'name')}
          data-autofocus
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Select
          label="Time zone"
          data={zones(me.time_zone)}
          value={timeZone}
          searchable
          allowDeselect={false}
          onChange={(zone) => setTimeZone(zone ?? me.time_zone)}
        />
      </Form>
    </Dialog>
  );
}

/** The zones that the browser knows, with the one in use, which may be an older name. */
function zones(present: string): string[] {
  return [...new Set([present, 'UTC', ...Intl.supportedValuesOf('timeZone')])].sort();
}
