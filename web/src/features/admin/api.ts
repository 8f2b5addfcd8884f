import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';

import type { Query } from '@/lib/api/base';
import { request, requestPage } from '@/lib/api/client';
import type { Schema } from '@/lib/api/schemas';

export type User = Schema<'UserRead'>;
export type UserUpdate = Schema<'UserUpdate'>;
export type Invitation = Schema<'InvitationRead'>;
export type Role = Schema<'RoleRead'>;
export type Permission = Schema<'PermissionRead'>;
export type OwnedKey = Schema<'OwnedApiKeyRead'>;
export type Entry = Schema<'AuditRead'>;
export type Verification = Schema<'AuditVerification'>;

const PAGE_SIZE = 100;
const MOST_CHOICES = 200;

/** Keys of what is remembered here; all of it begins with "admin". */
export const adminKeys = {
  users: ['admin', 'users'],
  invitations: ['admin', 'invitations'],
  roles: ['admin', 'roles'],
  keys: ['admin', 'keys'],
  audit: ['admin', 'audit'],
} as const;

function pagesOf<Item>(key: readonly unknown[], path: string, filter: Query = {}) {
  return infiniteQueryOptions({
    queryKey: [...key, 'pages', filter],
    queryFn: ({ signal, pageParam }) =>
      requestPage<Item>(path, { query: { ...filter, limit: PAGE_SIZE, cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.pagination.next_cursor,
    placeholderData: keepPreviousData,
  });
}

/** Users of the organization that match. */
export const userPagesQuery = (filter: Query) => pagesOf<User>(adminKeys.users, 'users', filter);

/** Invitations, newest first, also those that are over. */
export const invitationPagesQuery = pagesOf<Invitation>(adminKeys.invitations, 'invitations');

/** API keys of everybody, newest first, also those that have ended. */
export const keyPagesQuery = pagesOf<OwnedKey>(adminKeys.keys, 'keys');

/** The audit log, newest first. */
export const auditPagesQuery = (filter: Query) => pagesOf<Entry>(adminKeys.audit, 'audit', filter);

/** One user, also when the list has not come that far. */
export const userQuery = (id: string) =>
  queryOptions({
    queryKey: [...adminKeys.users, 'one', id],
    queryFn: ({ signal }) => request<User>(`users/${id}`, { signal }),
  });

/** One entry of the log. */
export const entryQuery = (id: string) =>
  queryOptions({
    queryKey: [...adminKeys.audit, 'one', id],
    queryFn: ({ signal }) => request<Entry>(`audit/${id}`, { signal }),
  });

/** Whether the log is as it was written. */
export const verificationQuery = queryOptions({
  queryKey: [...adminKeys.audit, 'verification'],
  queryFn: ({ signal }) => request<Verification>('audit/verification', { signal }),
  staleTime: 60_000,
});

/** Roles of the organization, those that are built in first. */
export const rolesQuery = queryOptions({
  queryKey: adminKeys.roles,
  queryFn: ({ signal }) => request<Role[]>('roles', { query: { limit: MOST_CHOICES }, signal }),
});

/** Users as values of a filter. */
export const actorChoicesQuery = queryOptions({
  queryKey: [...adminKeys.users, 'choices'],
  queryFn: async ({ signal }) => {
    const users = await request<User[]>('users', { query: { limit: MOST_CHOICES }, signal });
    return users.map(({ id, email }) => ({ value: id, label: email }));
  },
  staleTime: 60_000,
});

/** Every permission there is, and what it allows. */
export const permissionsQuery = queryOptions({
  queryKey: ['admin', 'permissions'],
  queryFn: ({ signal }) => request<Permission[]>('permissions', { signal }),
  staleTime: Infinity,
});

/** Change a user. */
export function updateUser(id: string, body: UserUpdate): Promise<User> {
  return request(`users/${id}`, { method: 'PATCH', body });
}

/** End every login session of a user. */
export function signOutUser(id: string): Promise<{ ended: number }> {
  return request(`users/${id}/sessions`, { method: 'DELETE' });
}

/** Make a link with which a user chooses a new password. */
export function makePasswordLink(id: string): Promise<Schema<'PasswordLink'>> {
  return request(`users/${id}/password-link`, { method: 'POST' });
}

/** Invite somebody by mail. */
export function invite(body: { email: string; role: string }): Promise<Invitation> {
  return request('invitations', { method: 'POST', body });
}

/** Take an invitation back. */
export function revokeInvitation(id: string): Promise<Invitation> {
  return request(`invitations/${id}`, { method: 'DELETE' });
}

/** Make a role. */
export function createRole(body: { name: string; permissions: string[] }): Promise<Role> {
  return request('roles', { method: 'POST', body });
}

/** Change a role of the organization's own. */
export function updateRole(id: string, body: { name: string; permissions: string[] }): Promise<Role> {
  return request(`roles/${id}`, { method: 'PATCH', body });
}

/** Take a role away that nobody holds. */
export function deleteRole(id: string): Promise<unknown> {
  return request(`roles/${id}`, { method: 'DELETE' });
}

/** End anybody's API key. */
export function revokeKey(id: string): Promise<OwnedKey> {
  return request(`keys/${id}`, { method: 'DELETE' });
}
