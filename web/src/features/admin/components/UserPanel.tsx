import { Button, MultiSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { meQuery } from '@/lib/api/me';
import { formatMoment } from '@/lib/format/time';
import { ConfirmDialog } from '@/ui/ConfirmDialog';
import { CopyText } from '@/ui/CopyText';
import { Facts, type Fact } from '@/ui/Facts';
import { LinkButton } from '@/ui/LinkButton';
import { Section } from '@/ui/Section';
import { When } from '@/ui/When';

import { rolesQuery, type User } from '../api';
import { useRemove, useUserActions } from '../useUserActions';
import { AccountKeys } from './AccountKeys';
import { PasswordLinkDialog } from './PasswordLinkDialog';
import classes from './UserPanel.module.css';

export interface UserPanelProps {
  user: User;
  mayWrite: boolean;
  /** The user is gone. */
  onGone: () => void;
}

/** One user: what is known, and what an administrator can do. */
export function UserPanel({ user, mayWrite, onGone }: UserPanelProps) {
  const me = useQuery(meQuery);
  const isSelf = me.data?.id === user.id;
  return (
    <>
      <Facts facts={factsOf(user)} />
      {mayWrite && !isSelf && <Roles user={user} />}
      {isSelf && (
        <p className={classes.note}>This is you. Others change your roles; the rest stands on your account.</p>
      )}
      <LinkButton to="/admin/audit" search={{ actor: user.id }} variant="default" className={classes.link}>
        What {user.name} did
      </LinkButton>
      {mayWrite && user.kind === 'service' && <AccountKeys account={user} />}
      {mayWrite &&
        !isSelf &&
        (user.kind === 'service' ? <End account={user} onGone={onGone} /> : <Access user={user} />)}
    </>
  );
}

function factsOf(user: User): Fact[] {
  if (user.kind === 'service') return factsOfAccount(user);
  const facts: (Fact | false)[] = [
    { name: 'E-mail', value: <CopyText text={user.email} label="e-mail" /> },
    { name: 'Confirmed', value: user.email_verified_at ? <When at={user.email_verified_at} /> : 'not yet' },
    { name: 'Roles', value: user.roles.join(', ') || 'none' },
    user.teams.length > 0 && { name: 'Teams', value: user.teams.join(', ') },
    { name: 'Second factor', value: user.has_second_factor ? 'yes' : 'none' },
    { name: 'Joined', value: formatMoment(user.created_at) },
    { name: 'Last sign-in', value: user.last_login_at ? <When at={user.last_login_at} /> : 'never' },
    { name: 'Last seen', value: user.last_seen_at ? <When at={user.last_seen_at} /> : 'never' },
    { name: 'Id', value: <CopyText text={user.id} label="user id" /> },
  ];
  return facts.filter((fact) => fact !== false);
}

function factsOfAccount(account: User): Fact[] {
  return [
    { name: 'Kind', value: 'service account' },
    { name: 'For', value: account.description ?? 'not said' },
    { name: 'Handle', value: <CopyText text={account.email} label="handle" /> },
    { name: 'Roles', value: account.roles.join(', ') || 'none' },
    { name: 'Made', value: formatMoment(account.created_at) },
    { name: 'Last used', value: account.last_seen_at ? <When at={account.last_seen_at} /> : 'never' },
    { name: 'Id', value: <CopyText text={account.id} label="user id" /> },
  ];
}

/** The roles of a user, changed by one button. */
function Roles({ user }: { user: User }) {
  const roles = useQuery(rolesQuery);
  const [chosen, setChosen] = useState(user.roles);
  const { change } = useUserActions(user);
  const isChanged = chosen.toSorted().join() !== user.roles.toSorted().join();
  return (
    <Section title="Roles">
      <div className={classes.roles}>
        <MultiSelect
          aria-label="Roles"
          className={classes.grow}
          searchable
          data={(roles.data ?? []).map(({ name }) => name)}
          value={chosen}
          onChange={setChosen}
          placeholder={chosen.length === 0 ? 'No role: may do nothing' : undefined}
        />
        <Button disabled={!isChanged} loading={change.isPending} onClick={() => change.mutate({ roles: chosen })}>
          Save roles
        </Button>
      </div>
    </Section>
  );
}

type Asking = 'deactivate' | 'reset' | 'sign-out' | 'link' | null;

/** Letting in, and no longer. */
function Access({ user }: { user: User }) {
  const [asking, setAsking] = useState<Asking>(null);
  const { change, signOut, reset, deactivate } = useUserActions(user, () => setAsking(null));
  const close = () => setAsking(null);
  if (!user.is_active) {
    return (
      <Section title="Access">
        <p className={classes.note}>{user.name} cannot sign in, and their keys are refused.</p>
        <Button loading={change.isPending} onClick={() => change.mutate({ is_active: true })}>
          Reactivate
        </Button>
      </Section>
    );
  }
  return (
    <Section title="Access">
      <div className={classes.actions}>
        <Button variant="default" onClick={() => setAsking('link')}>
          Password link
        </Button>
        <Button variant="default" onClick={() => setAsking('sign-out')}>
          Sign out everywhere
        </Button>
        {user.has_second_factor && (
          <Button variant="default" onClick={() => setAsking('reset')}>
            Reset second factor
          </Button>
        )}
        <Button variant="default" className={classes.danger} onClick={() => setAsking('deactivate')}>
          Deactivate
        </Button>
      </div>
      <ConfirmDialog
        opened={asking === 'sign-out'}
        title={`Sign ${user.name} out everywhere?`}
        text="Every login session ends at once. They can sign in again, and their API keys go on."
        action="Sign out everywhere"
        dismiss="Leave signed in"
        busy={signOut.isPending}
        onConfirm={() => signOut.mutate()}
        onClose={close}
      />
      <ConfirmDialog
        opened={asking === 'reset'}
        title={`Reset the second factor of ${user.name}?`}
        text="Their authenticator app, passkeys and recovery codes are removed, their login sessions end, and a letter tells them. Until they add another, their password alone signs them in. Make certain that it is they who ask."
        action="Reset second factor"
        busy={reset.isPending}
        onConfirm={() => reset.mutate()}
        onClose={close}
      />
      <ConfirmDialog
        opened={asking === 'deactivate'}
        title={`Deactivate ${user.name}?`}
        text="Their login sessions, API keys and open invitations end at once. What they made stays, and they can be let back in."
        action="Deactivate"
        dismiss="Keep active"
        busy={deactivate.isPending}
        onConfirm={() => deactivate.mutate()}
        onClose={close}
      />
      {asking === 'link' && <PasswordLinkDialog user={user} onClose={close} />}
    </Section>
  );
}

/** Stopping a service account, for a while or for good. */
function End({ account, onGone }: { account: User; onGone: () => void }) {
  const [isAsking, setAsking] = useState(false);
  const { change, deactivate } = useUserActions(account);
  const remove = useRemove(account, onGone);
  return (
    <Section title="Access">
      <div className={classes.actions}>
        {account.is_active ? (
          <Button variant="default" loading={deactivate.isPending} onClick={() => deactivate.mutate()}>
            Deactivate
          </Button>
        ) : (
          <Button loading={change.isPending} onClick={() => change.mutate({ is_active: true })}>
            Reactivate
          </Button>
        )}
        <Button variant="default" className={classes.danger} onClick={() => setAsking(true)}>
          Delete
        </Button>
      </div>
      <ConfirmDialog
        opened={isAsking}
        title={`Delete ${account.name}?`}
        text="Its keys are revoked and whatever uses them is refused, for good. What it did keeps its name."
        action="Delete service account"
        busy={remove.isPending}
        onConfirm={() => remove.mutate()}
        onClose={() => setAsking(false)}
      />
    </Section>
  );
}
