/** The path under which the page lives, with a closing slash: "/" or "/pilothouse/". The server writes it. */
export const BASE_PATH = document.querySelector<HTMLMetaElement>('meta[name="base-path"]')?.content ?? '/';
