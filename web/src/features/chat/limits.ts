const encoder = new TextEncoder();

/** Size of a text as the server counts it: bytes of UTF-8. */
export function bytesOf(text: string): number {
  return encoder.encode(text).length;
}

/** From four fifths on a writer wants to know how much is left. */
export function isNearLimit(sizeBytes: number, limitBytes: number): boolean {
  return sizeBytes > limitBytes * 0.8;
}

/** Write how long until something comes back: "23:05", "1:02:09". */
export function countdown(seconds: number): string {
  const total = Math.max(0, Math.ceil(seconds));
  const [hours, minutes, rest] = [Math.floor(total / 3600), Math.floor((total % 3600) / 60), total % 60];
  const two = (value: number): string => String(value).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}
