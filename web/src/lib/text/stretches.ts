/** A part of a text in UTF-16 units, its end not among them. */
export interface Stretch {
  start: number;
  end: number;
}

/** Put stretches in order and make one of those that overlap or touch. */
export function joined(stretches: Stretch[]): Stretch[] {
  const found: Stretch[] = [];
  for (const { start, end } of stretches.toSorted((one, other) => one.start - other.start)) {
    const last = found.at(-1);
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else found.push({ start, end });
  }
  return found;
}
