import type { Artifact } from '@/lib/api/types';

const ORDER: Artifact['kind'][] = ['chart', 'image', 'table', 'file', 'markdown'];

/** Order artifacts for reading: what belongs together (one title) stays together, picture before figures. */
export function inReadingOrder(artifacts: Artifact[]): Artifact[] {
  const titles = [...new Set(artifacts.map(({ title }) => title))];
  const report = (artifact: Artifact) => Number(artifact.kind === 'markdown');
  return artifacts.toSorted(
    (a, b) =>
      report(a) - report(b) ||
      titles.indexOf(a.title) - titles.indexOf(b.title) ||
      ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind),
  );
}

/** Whether an artifact says no more than the mission's answer does. */
export function repeats(artifact: Artifact, answer: string | null): boolean {
  if (artifact.kind !== 'markdown' || !answer) return false;
  return artifact.preview?.text.includes(answer.trim()) ?? false;
}
