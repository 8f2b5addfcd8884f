import type { Permission } from './api';

/** Whether a set of permissions grants one: "admin" grants all. */
export function grants(held: readonly string[], permission: string): boolean {
  return held.includes(permission) || held.includes('admin');
}

/** Permissions by the thing they are about, "budgets" of "budgets:read", in the order given. */
export function grouped(permissions: Permission[]): [thing: string, members: Permission[]][] {
  const groups = new Map<string, Permission[]>();
  for (const permission of permissions) {
    const [thing = permission.name] = permission.name.split(':');
    groups.set(thing, [...(groups.get(thing) ?? []), permission]);
  }
  return [...groups];
}
