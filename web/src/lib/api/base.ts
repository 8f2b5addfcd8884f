/** The path under which the page lives, with a closing slash: "/" or "/pilothouse/". The server writes it. */
export const BASE_PATH = document.querySelector<HTMLMetaElement>('meta[name="base-path"]')?.content ?? '/';

/** Return the absolute address of an API path such as "missions/42". */
export function apiUrl(path: string, query: Query = {}): string {
  const url = new URL(`${BASE_PATH}api/v1/${path}`, location.origin);
  for (const [name, value] of Object.entries(query)) {
    for (const each of Array.isArray(value) ? value : [value]) {
      if (each !== undefined && each !== null && each !== '') url.searchParams.append(name, String(each));
    }
  }
  return url.toString();
}

/** The same address for a WebSocket. */
export function socketUrl(path: string, query: Query = {}): string {
  return apiUrl(path, query).replace(/^http/, 'ws');
}

type QueryValue = string | number | boolean | null | undefined;

/** What follows the question mark; a list repeats its name, nothing is left out. */
export type Query = Record<string, QueryValue | QueryValue[]>;
