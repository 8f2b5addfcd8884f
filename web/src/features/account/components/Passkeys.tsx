import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { passkeysWork } from '@/lib/passkeys';
import { Section } from '@/ui/Section';
import { EmptyState } from '@/ui/states/EmptyState';
import { ErrorState } from '@/ui/states/ErrorState';
import { Loading } from '@/ui/states/Loading';
import { toastDone } from '@/ui/toast';
import { When } from '@/ui/When';

import { passkeysQuery, removePasskey, secondFactorQuery, type Passkey } from '../api';
import { AddPasskeyDialog } from './AddPasskeyDialog';
import { Line, Lines } from '@/ui/Lines';
import { PasswordDialog } from './PasswordDialog';
import { RenamePasskeyDialog } from './RenamePasskeyDialog';

type Opened = { what: 'add' } | { what: 'rename' | 'remove'; passkey: Passkey };

/** Devices that sign one in without a password. */
export function Passkeys() {
  const passkeys = useQuery(passkeysQuery);
  const [open, setOpen] = useState<Opened | null>(null);
  const add = passkeysWork && (
    <Button variant="default" leftSection={<IconPlus size={16} />} onClick={() => setOpen({ what: 'add' })}>
      Add a passkey
    </Button>
  );
  return (
    <Section title="Passkeys" note={passkeys.data?.length ? add : undefined}>
      {passkeys.isPending && <Loading label="Loading your passkeys" heights={[120]} />}
      {passkeys.isError && !passkeys.data && (
        <ErrorState
          title="Your passkeys could not be loaded"
          error={passkeys.error}
          onRetry={() => void passkeys.refetch()}
        />
      )}
      {passkeys.data?.length === 0 && (
        <EmptyState
          title={
            passkeysWork
              ? 'No passkeys. With one, your phone, computer or security key signs you in without a password.'
              : 'No passkeys. This browser can make none here: it wants https, or localhost.'
          }
        >
          {add}
        </EmptyState>
      )}
      {passkeys.data && passkeys.data.length > 0 && (
        <Lines label="Passkeys">
          {passkeys.data.map((passkey) => (
            <PasskeyLine key={passkey.id} passkey={passkey} onOpen={(what) => setOpen({ what, passkey })} />
          ))}
        </Lines>
      )}
      {open && <Opening open={open} onClose={() => setOpen(null)} />}
    </Section>
  );
}

interface PasskeyLineProps {
  passkey: Passkey;
  onOpen: (what: 'rename' | 'remove') => void;
}

function PasskeyLine({ passkey, onOpen }: PasskeyLineProps) {
  const added = (
    <>
      added <When at={passkey.created_at} />
    </>
  );
  const used = passkey.last_used_at ? (
    <>
      used <When at={passkey.last_used_at} />
    </>
  ) : (
    'never used'
  );
  return (
    <Line name={passkey.name} facts={[added, used, passkey.is_synced ? 'on all your devices' : 'on one device']}>
      <Button size="xs" variant="default" aria-label={`Rename ${passkey.name}`} onClick={() => onOpen('rename')}>
        Rename
      </Button>
      <Button size="xs" variant="default" aria-label={`Remove ${passkey.name}`} onClick={() => onOpen('remove')}>
        Remove
      </Button>
    </Line>
  );
}

function Opening({ open, onClose }: { open: Opened; onClose: () => void }) {
  const client = useQueryClient();
  const hasPassword = useQuery(secondFactorQuery).data?.has_password ?? true;
  const done = (words: string) => {
    toastDone(words);
    onClose();
    void client.invalidateQueries({ queryKey: passkeysQuery.queryKey });
    void client.invalidateQueries({ queryKey: secondFactorQuery.queryKey });
  };
  if (open.what === 'add') {
    return <AddPasskeyDialog hasPassword={hasPassword} onDone={() => done('Passkey added')} onClose={onClose} />;
  }
  const { passkey } = open;
  if (open.what === 'rename') {
    return <RenamePasskeyDialog passkey={passkey} onDone={() => done('Passkey renamed')} onClose={onClose} />;
  }
  return (
    <PasswordDialog
      title={`Remove “${passkey.name}”?`}
      text="This device signs you in no longer."
      action="Remove the passkey"
      hasPassword={hasPassword}
      act={(password) => removePasskey({ id: passkey.id, password })}
      onDone={() => done('Passkey removed')}
      onClose={onClose}
    />
  );
}
