/** Read a field of the form itself: a password manager may fill it without a change event. */
export function textOf(form: HTMLFormElement, name: string): string {
  return ((new FormData(form).get(name) as string | null) ?? '').trim();
}
