import {
  Audit,
  Invitations,
  Keys,
  Organization as Organizations,
  Permissions,
  Roles,
  ServiceAccounts,
  SignInPolicy as SignInPolicies,
  Users,
  type Listing,
  type Options,
  type schemas,
} from '@pilothouse/client';
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';

import { connection } from '@/lib/api/connection';
import { isInForce } from '@/ui/apiKey/inForce';
import type { ApiKeyCreate } from '@/ui/apiKey/NewKeyDialog';
import type { KeyRotation } from '@/ui/apiKey/ReplaceKeyDialog';

const users = new Users(connection);
const roles = new Roles(connection);
const invitations = new Invitations(connection);
const keys = new Keys(connection);
const audit = new Audit(connection);
const organization = new Organizations(connection);
const permissions = new Permissions(connection);
const signInPolicy = new SignInPolicies(connection);
const serviceAccounts = new ServiceAccounts(connection);

export type UserFilter = NonNullable<Parameters<Users['list']>[0]>;
export type AuditFilter = NonNullable<Parameters<Audit['list']>[0]>;
export type User = schemas.UserRead;
export type UserUpdate = schemas.UserUpdate;
export type Invitation = schemas.InvitationRead;
export type Role = schemas.RoleRead;
export type Permission = schemas.PermissionRead;
export type OwnedKey = schemas.OwnedApiKeyRead;
export type Entry = schemas.AuditRead;
export type Verification = schemas.AuditVerification;
export type Organization = schemas.OrganizationStanding;
export type SignInPolicy = schemas.SignInPolicy;

const PAGE_SIZE = 100;
const MOST_CHOICES = 200;

/** Keys of what is remembered here; all of it begins with "admin". */
export const adminKeys = {
  users: ['admin', 'users'],
  invitations: ['admin', 'invitations'],
  roles: ['admin', 'roles'],
  keys: ['admin', 'keys'],
  audit: ['admin', 'audit'],
  organization: ['admin', 'organization'],
  signInPolicy: ['admin', 'sign-in-policy'],
} as const;

interface Place {
  page_size: number;
  cursor: string | null;
}

function pagesOf<Item>(
  key: readonly unknown[],
  filter: object,
  list: (place: Place, options: Options) => Listing<Item>,
) {
  return infiniteQueryOptions({
    queryKey: [...key, 'pages', filter],
    queryFn: ({ signal, pageParam }) => list({ page_size: PAGE_SIZE, cursor: pageParam }, { signal }).page(),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  });
}

/** Users of the organization that match. */
export const userPagesQuery = (filter: UserFilter) =>
  pagesOf(adminKeys.users, filter, (place, options) => users.list({ ...filter, ...place }, options));

/** Invitations, newest first, also those that are over. */
export const invitationPagesQuery = pagesOf(adminKeys.invitations, {}, (place, options) =>
  invitations.list(place, options),
);

/** API keys of everybody, newest first, also those that have ended. */
export const keyPagesQuery = pagesOf(adminKeys.keys, {}, (place, options) => keys.listEveryApi(place, options));

/** The audit log, newest first. */
export const auditPagesQuery = (filter: AuditFilter) =>
  pagesOf(adminKeys.audit, filter, (place, options) => audit.list({ ...filter, ...place }, options));

/** Where exactly what a filter lists can be downloaded from. */
export const auditExportUrl = (filter: AuditFilter, format: 'csv' | 'xlsx' | 'parquet') =>
  audit.export({ ...filter, format }).url;

/** One user, also when the list has not come that far. */
export const userQuery = (id: string) =>
  queryOptions({
    queryKey: [...adminKeys.users, 'one', id],
    queryFn: ({ signal }) => users.read(id, { signal }),
  });

/** One entry of the log. */
export const entryQuery = (id: string) =>
  queryOptions({
    queryKey: [...adminKeys.audit, 'one', id],
    queryFn: ({ signal }) => audit.readEntry(id, { signal }),
  });

/** What was sent with a change. */
export const bodyQuery = (id: string) =>
  queryOptions({
    queryKey: [...adminKeys.audit, 'body', id],
    queryFn: ({ signal }) => audit.readBody(id, { signal }),
  });

/** Whether the log is as it was written. A long one is verified piece by piece. */
export const verificationQuery = queryOptions({
  queryKey: [...adminKeys.audit, 'verification'],
  queryFn: async ({ signal }) => {
    let found = await audit.verify({}, { signal });
    let { entries, problems } = found;
    while (!found.is_complete) {
      const after = { after_seq: found.last_seq ?? undefined, after_hash: found.hash ?? undefined };
      found = await audit.verify(after, { signal });
      entries += found.entries;
      problems = [...problems, ...found.problems];
    }
    return { ...found, entries, problems, is_intact: problems.length === 0 };
  },
  staleTime: 60_000,
});

/** Roles of the organization, those that are built in first. */
export const rolesQuery = queryOptions({
  queryKey: adminKeys.roles,
  queryFn: ({ signal }) => roles.list({ page_size: MOST_CHOICES }, { signal }).all(),
});

/** Users as values of a filter. */
export const actorChoicesQuery = queryOptions({
  queryKey: [...adminKeys.users, 'choices'],
  queryFn: async ({ signal }) => {
    const { items } = await users.list({ page_size: MOST_CHOICES }, { signal }).page();
    return items.map(({ id, email }) => ({ value: id, label: email }));
  },
  staleTime: 60_000,
});

/** Every permission there is, and what it allows. */
export const permissionsQuery = queryOptions({
  queryKey: ['admin', 'permissions'],
  queryFn: ({ signal }) => permissions.list({ signal }).all(),
  staleTime: Infinity,
});

/** What the organization asks of its members when they sign in. */
export const signInPolicyQuery = queryOptions({
  queryKey: adminKeys.signInPolicy,
  queryFn: ({ signal }) => signInPolicy.read({ signal }),
});

/** Ask for it, or no longer. */
export function setSignInPolicy(body: SignInPolicy): Promise<SignInPolicy> {
  return signInPolicy.set(body);
}

/** The organization, and whether it is to be erased. */
export const organizationQuery = queryOptions({
  queryKey: adminKeys.organization,
  queryFn: ({ signal }) => organization.read({ signal }),
});

/** Where everything of the organization can be downloaded from. */
export const ORGANIZATION_EXPORT_URL = organization.export().url;

/** Have the organization erased in seven days. */
export function eraseOrganization(body: { name: string; password?: string }): Promise<Organization> {
  return organization.erase(body);
}

/** Let the organization go on. */
export function restoreOrganization(): Promise<Organization> {
  return organization.restore();
}

/** Change a user. */
export function updateUser(id: string, body: UserUpdate): Promise<User> {
  return users.update(id, body);
}

/** End every login session of a user. */
export function signOutUser(id: string): Promise<{ ended: number }> {
  return users.signOut(id);
}

/** Remove every second factor of a user, and sign them out. */
export function resetSecondFactor(id: string): Promise<unknown> {
  return users.resetSecondFactor(id);
}

/** Make a link with which a user chooses a new password. */
export function makePasswordLink(id: string): Promise<schemas.PasswordLink> {
  return users.makePasswordLink(id);
}

/** Invite somebody by mail. */
export function invite(body: { email: string; role: string }): Promise<Invitation> {
  return invitations.create(body);
}

/** Take an invitation back. */
export function revokeInvitation(id: string): Promise<Invitation> {
  return invitations.revoke(id);
}

/** Make a role. */
export function createRole(body: { name: string; permissions: string[] }): Promise<Role> {
  return roles.create(body);
}

/** Change a role of the organization's own. */
export function updateRole(id: string, body: { name: string; permissions: string[] }): Promise<Role> {
  return roles.update(id, body);
}

/** Take a role away that nobody holds. */
export function deleteRole(id: string): Promise<unknown> {
  return roles.delete(id);
}

/** Make a user that is no person. */
export function createServiceAccount(body: { name: string; description?: string; roles: string[] }): Promise<User> {
  return serviceAccounts.create(body);
}

/** Take a service account away, with its keys. */
export function deleteServiceAccount(id: string): Promise<unknown> {
  return serviceAccounts.delete(id);
}

/** The keys in force of a service account. */
export const accountKeysQuery = (id: string) =>
  queryOptions({
    queryKey: [...adminKeys.keys, 'of', id],
    queryFn: ({ signal }) => keys.listEveryApi({ owner_id: id, page_size: MOST_CHOICES }, { signal }).all(),
    select: (keys) => keys.filter(isInForce),
  });

/** Give a service account a key; the key itself is in this answer and never again. */
export function createAccountKey(id: string, body: ApiKeyCreate): Promise<schemas.ApiKeyCreated> {
  return serviceAccounts.createKey(id, body);
}

/** Replace a key of a service account. */
export function rotateAccountKey(id: string, { id: keyId, overlap_s }: KeyRotation): Promise<schemas.ApiKeyCreated> {
  return serviceAccounts.rotateKey(id, keyId, { overlap_s });
}

/** End anybody's API key. */
export function revokeKey(id: string): Promise<OwnedKey> {
  return keys.revokeAnyApi(id);
}
