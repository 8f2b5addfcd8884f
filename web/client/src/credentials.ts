/** What lets requests in. Cookies go along by themselves where a browser sends them. */
export interface Credentials {
  /** Headers for a request of this method. */
  headers: (method: string) => Record<string, string>;
  /**
   * Make the credentials new after a 401; true when asking again may help.
   *
   * Args:
   *   failedAt: when the refused request began, milliseconds since the epoch.
   */
  renew?: (failedAt: number) => Promise<boolean>;
  /** Hear of a 401 that stays. */
  ended?: () => void;
}

/** Credentials of a program; without a key it asks as nobody. */
export function apiKey(key: string | undefined): Credentials {
  const headers: Record<string, string> = key ? { Authorization: `Bearer ${key}` } : {};
  return { headers: () => headers };
}
