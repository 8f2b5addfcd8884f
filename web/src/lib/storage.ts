/** Read what this browser remembers; null when nothing, or when storage is closed to the page. */
export function recall(key: string): string | null {
  try {
    return localStorage.getItem(`pilothouse.${key}`);
  } catch {
    return null;
  }
}

/** Remember something in this browser. Where storage is closed it is simply forgotten. */
export function remember(key: string, value: string): void {
  try {
    localStorage.setItem(`pilothouse.${key}`, value);
  } catch {
    // Nothing depends on being remembered.
  }
}

/** Forget everything whose key begins with `prefix`. */
export function forgetAll(prefix: string): void {
  try {
    const ours = Object.keys(localStorage).filter((key) => key.startsWith(`pilothouse.${prefix}`));
    for (const key of ours) localStorage.removeItem(key);
  } catch {
    // What cannot be read cannot be kept either.
  }
}

/** Forget what was remembered. */
export function forget(key: string): void {
  try {
    localStorage.removeItem(`pilothouse.${key}`);
  } catch {
    // What cannot be read cannot be kept either.
  }
}
