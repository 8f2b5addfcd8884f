import type { Severity } from '@/lib/api/security';
import type { Tone } from '@/ui/status/Status';

import type { ScanFinding } from './api';

/** The findings of one file, in the order of their lines. */
export interface FileGroup {
  path: string;
  findings: ScanFinding[];
}

/** Findings by file, the file with the worst one first. */
export function byFile(findings: ScanFinding[]): FileGroup[] {
  const groups = new Map<string, ScanFinding[]>();
  for (const finding of findings) {
    const path = finding.path ?? '';
    groups.set(path, [...(groups.get(path) ?? []), finding]);
  }
  return [...groups].map(([path, own]) => ({
    path,
    findings: own.toSorted((one, other) => (one.line ?? 0) - (other.line ?? 0)),
  }));
}

/** What speaks against something, each once. */
export interface Reason {
  title: string;
  severity: Severity;
  count: number;
}

/** Findings of one kind and severity as one reason, worst first, as the server orders them. */
export function reasonsOf(findings: ScanFinding[]): Reason[] {
  const reasons = new Map<string, Reason>();
  for (const { title, severity } of findings) {
    const key = `${severity} ${title}`;
    const known = reasons.get(key);
    if (known) known.count += 1;
    else reasons.set(key, { title, severity, count: 1 });
  }
  return [...reasons.values()];
}

/** What a score means, in a word. */
export function trustOf(score: number): { label: string; tone: Tone } {
  if (score < 40) return { label: 'Do not use it', tone: 'failed' };
  if (score < 80) return { label: 'Look into it first', tone: 'attention' };
  return { label: score < 100 ? 'Little speaks against it' : 'Nothing speaks against it', tone: 'done' };
}
