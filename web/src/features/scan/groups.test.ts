import { expect, it } from 'vitest';

import type { ScanFinding } from './api';
import { byFile, reasonsOf, trustOf } from './groups';

function finding(path: string | null, line: number, title: string, severity: ScanFinding['severity']): ScanFinding {
  const words = { evidence: '', explanation: '', remedy: '', references: [], detector: 'x' };
  return { ...words, path, line, title, severity, confidence: 1, start: 0, end: 0 };
}

const FINDINGS = [
  finding('b.py', 9, 'Sends keys away', 'critical'),
  finding('a.md', 4, 'Orders to the model', 'high'),
  finding('b.py', 2, 'Sends keys away', 'critical'),
  finding(null, 1, 'Orders to the model', 'low'),
];

it('puts findings beside their file, in the order of lines', () => {
  expect(byFile(FINDINGS).map(({ path, findings }) => [path, findings.map(({ line }) => line)])).toEqual([
    ['b.py', [2, 9]],
    ['a.md', [4]],
    ['', [1]],
  ]);
});

it('says each reason once', () => {
  expect(reasonsOf(FINDINGS).map(({ title, count }) => [title, count])).toEqual([
    ['Sends keys away', 2],
    ['Orders to the model', 1],
    ['Orders to the model', 1],
  ]);
});

it.each([
  [0, 'failed'],
  [39.9, 'failed'],
  [40, 'attention'],
  [80, 'done'],
  [100, 'done'],
])('takes %d for %s', (score, tone) => expect(trustOf(score).tone).toBe(tone));
