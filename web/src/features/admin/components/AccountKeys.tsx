import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { meQuery } from '@/lib/api/me';
import { KeyLines } from '@/ui/apiKey/KeyLines';
import { NewKeyDialog } from '@/ui/apiKey/NewKeyDialog';
import { Section } from '@/ui/Section';
import { ErrorState } from '@/ui/states/ErrorState';
import { Loading } from '@/ui/states/Loading';

import {
  accountKeysQuery,
  adminKeys,
  createAccountKey,
  revokeKey,
  rolesQuery,
  rotateAccountKey,
  type User,
} from '../api';
import { grants } from '../permissions';
import classes from './UserPanel.module.css';

/** The keys of a service account, made and ended by whoever manages users. */
export function AccountKeys({ account }: { account: User }) {
  const [isCreating, setCreating] = useState(false);
  const keys = useQuery(accountKeysQuery(account.id));
  const choices = useChoices(account);
  const client = useQueryClient();
  const again = () => client.invalidateQueries({ queryKey: adminKeys.keys });
  return (
    <Section
      title="API keys"
      note={
        <Button size="xs" variant="default" onClick={() => setCreating(true)}>
          New key
        </Button>
      }
    >
      {keys.isPending && <Loading label="Loading its API keys" heights={[64]} />}
      {keys.isError && !keys.data && (
        <ErrorState title="Its API keys could not be loaded" error={keys.error} onRetry={() => void keys.refetch()} />
      )}
      {keys.data?.length === 0 && <p className={classes.note}>It has no key, so it can do nothing yet.</p>}
      {keys.data && keys.data.length > 0 && (
        <KeyLines
          keys={keys.data}
          rotate={(rotation) => rotateAccountKey(account.id, rotation)}
          revoke={revokeKey}
          onChange={again}
        />
      )}
      {isCreating && (
        <NewKeyDialog
          choices={choices}
          otherwise="All that the account may when nothing is chosen."
          create={(body) => createAccountKey(account.id, body)}
          onChange={again}
          onClose={() => setCreating(false)}
        />
      )}
    </Section>
  );
}

/** What the reader and the account both may: nobody gives a key more. */
function useChoices(account: User): string[] {
  const held = useQuery(meQuery).data?.permissions ?? [];
  const roles = useQuery(rolesQuery).data ?? [];
  const itsOwn = roles.filter(({ name }) => account.roles.includes(name)).flatMap(({ permissions }) => permissions);
  return held.filter((permission) => grants(itsOwn, permission));
}
