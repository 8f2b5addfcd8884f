/** The path under which the page lives, with a closing slash: "/" or "/pilothouse/". The server writes it. */
export const BASE_PATH = document.querySelector<HTMLMetaElement>('meta[name="base-path"]')?.content ?? '/';

/** Return the absolute address of an API path such as "missions/42". */
export function apiUrl(path: string, query: Query = {}): string {
  const url = new URL(`${BASE_PATH}api/v1/${path}`, location.origin);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') url.searchParams.set(name, String(value));
  }
  return url.toString();
}

/** The same address for a WebSocket. */
export function socketUrl(path: string, query: Query = {}): string {
  return apiUrl(path, query).replace(/^http/, 'ws');
}

export type Query = Record<string, string | number | boolean | null | undefined>;
