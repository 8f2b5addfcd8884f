/** Where the platform is served, with a closing slash; `<base href>` carries it. */
export const BASE_URL = new URL(document.baseURI, location.href);

/** The path under which the page lives, such as "/" or "/pilothouse/". */
export const BASE_PATH = BASE_URL.pathname;

/** Return the absolute address of an API path such as "missions/42". */
export function apiUrl(path: string, query: Query = {}): string {
  const url = new URL(`api/v1/${path}`, BASE_URL);
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
