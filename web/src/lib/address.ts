/** The text that a parameter of the address says; undefined when it says none. */
export function textIn(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) || undefined : undefined;
}

/** The entry of `table` that a parameter names; undefined for any other word, also "constructor". */
export function keyIn<T extends object>(value: unknown, table: T): (keyof T & string) | undefined {
  return isKeyOf(table, value) ? value : undefined;
}

/** Whether a table has an entry of that name itself, not by what every object inherits. */
export function isKeyOf<T extends object>(table: T, name: unknown): name is keyof T & string {
  return typeof name === 'string' && Object.hasOwn(table, name);
}
