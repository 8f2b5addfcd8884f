/**
 * Where to go after signing in.
 *
 * Only a path of this page is followed; an address of another host, however disguised, leads to the start.
 */
export function returnTo(next: string | undefined): string {
  if (!next?.startsWith('/') || next.startsWith('//') || next.includes('\\')) return '/';
  return next.startsWith('/sign-in') ? '/' : next;
}
