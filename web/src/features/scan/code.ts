import { unitsOf } from '@/lib/text/codePoints';
import { joined } from '@/lib/text/stretches';
import { outline } from '@/lib/text/visible';

import type { ScanFinding } from './api';

/** A line of a file as it is shown. */
export interface Line {
  /** From 1. */
  number: number;
  text: string;
  /** Numbers of the findings that stand on it. */
  findings: number[];
}

const AROUND = 3; // lines shown before and after one with a finding
const MOST_LINES = 12; // marked of one finding
const HIDDEN = '(this line holds a value that is not shown)';

/** Whether only the outline of what a detector found may be shown. */
export function isValue(detector: string): boolean {
  return detector.startsWith('secret_') || detector.startsWith('pii_');
}

/**
 * Cut a file to the lines around its findings.
 *
 * Returns:
 *   Stretches of lines, each with what stands between it and the one before left out. Values of keys and people are
 *   outlined; where their place cannot be made out for certain, their whole line is left out.
 */
export function stretchesOf(text: string, findings: ScanFinding[], isWhole: boolean): Line[][] {
  const lines = withoutValues(text, findings).replace(/\n$/, '').split('\n');
  const marks = marksOf(text, findings);
  const shown = new Set<number>();
  for (const number of isWhole ? lines.keys() : marks.keys()) {
    const reach = isWhole ? 0 : AROUND;
    const place = isWhole ? number + 1 : number;
    for (let each = place - reach; each <= place + reach; each += 1) if (lines[each - 1] !== undefined) shown.add(each);
  }
  const stretches: Line[][] = [];
  for (const number of [...shown].toSorted((one, other) => one - other)) {
    const line = { number, text: lines[number - 1] ?? '', findings: marks.get(number) ?? [] };
    const last = stretches.at(-1);
    if (last?.at(-1)?.number === number - 1) last.push(line);
    else stretches.push([line]);
  }
  return stretches;
}

/** Numbers of findings, from 1, by the lines that they stand on. */
function marksOf(text: string, findings: ScanFinding[]): Map<number, number[]> {
  const unit = unitsOf(text);
  const marks = new Map<number, number[]>();
  for (const [index, { line, start, end }] of findings.entries()) {
    if (line === null) continue;
    const found = text.slice(unit(start), unit(end)).trimEnd();
    // What stands for the whole file marks only where that begins.
    const count = found === text.trimEnd() ? 1 : Math.min(MOST_LINES, found.split('\n').length);
    for (let each = line; each < line + count; each += 1) marks.set(each, [...(marks.get(each) ?? []), index + 1]);
  }
  return marks;
}

function withoutValues(text: string, findings: ScanFinding[]): string {
  const unit = unitsOf(text);
  const values = findings.filter(({ detector, line }) => isValue(detector) && line !== null);
  const places = values.map((finding) => {
    const [start, end] = [unit(finding.start), unit(finding.end)];
    const isThere = end > start && text.slice(0, start).split('\n').length === finding.line;
    return isThere ? { start, end } : null;
  });
  const hiddenLines = new Set(values.filter((_value, index) => places[index] === null).map(({ line }) => line));
  let shown = text;
  // From the end, so that places before stay what they are.
  for (const { start, end } of joined(places.filter((place) => place !== null)).toReversed()) {
    const value = shown.slice(start, end);
    shown = `${shown.slice(0, start)}${outline(value)}${'\n'.repeat(value.split('\n').length - 1)}${shown.slice(end)}`;
  }
  if (hiddenLines.size === 0) return shown;
  return shown
    .split('\n')
    .map((line, index) => (hiddenLines.has(index + 1) ? HIDDEN : line))
    .join('\n');
}
