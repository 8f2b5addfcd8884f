import { describe, expect, it } from 'vitest';

import type { ScanFinding } from './api';
import { stretchesOf } from './code';

const LINES = Array.from({ length: 30 }, (_each, index) => `line ${index + 1}`);
const TEXT = LINES.join('\n');

function finding(line: number | null, start: number, end: number, detector = 'malware_x'): ScanFinding {
  const words = { title: '', evidence: '', explanation: '', remedy: '', references: [], path: 'x' };
  return { ...words, detector, severity: 'high', confidence: 1, line, start, end };
}

const at = (text: string, part: string, line: number, detector?: string) =>
  finding(line, text.indexOf(part), text.indexOf(part) + part.length, detector);
const numbers = (text: string, findings: ScanFinding[], isWhole = false) =>
  stretchesOf(text, findings, isWhole).map((lines) => lines.map(({ number }) => number));

describe('stretchesOf', () => {
  it('shows the lines around each finding, one stretch for neighbours', () => {
    const findings = [at(TEXT, 'line 5', 5), at(TEXT, 'line 9', 9), at(TEXT, 'line 29', 29)];
    expect(numbers(TEXT, findings)).toEqual([
      [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
      [26, 27, 28, 29, 30],
    ]);
  });

  it('marks every line of a finding, and only the first of one that is the whole file', () => {
    const some = stretchesOf(TEXT, [at(TEXT, 'line 10\nline 11', 10)], false).flat();
    expect(some.filter(({ findings }) => findings.length > 0).map(({ number }) => number)).toEqual([10, 11]);
    const whole = stretchesOf(TEXT, [finding(1, 0, TEXT.length)], false).flat();
    expect(whole.filter(({ findings }) => findings.length > 0).map(({ number }) => number)).toEqual([1]);
  });

  it('shows the whole file when asked', () => {
    expect(numbers(TEXT, [at(TEXT, 'line 5', 5)], true)[0]).toHaveLength(30);
  });

  it('outlines what is secret, also after characters beyond U+FFFF', () => {
    const key = 'KEY1'.repeat(5);
    const text = `# 🙂🙂\nkey = "${key}"\n`;
    const start = Array.from(text).join('').indexOf(key) - 2; // the server counts each face as one
    const [lines] = stretchesOf(text, [finding(2, start, start + key.length, 'secret_x')], false);
    expect(lines?.[1]?.text).toBe('key = "KEY1…(20 characters)"');
  });

  it('leaves a line out when the place of its value cannot be made out', () => {
    const text = 'a\npassword = hunter2hunter2\nb';
    const [lines] = stretchesOf(text, [finding(2, 900, 910, 'secret_x')], false);
    expect(lines?.map((line) => line.text).join()).not.toContain('hunter2');
  });

  it('keeps the numbers of lines after a value of several lines', () => {
    const text = 'a\nBEGIN\nsecret\nEND\nb';
    const [lines] = stretchesOf(text, [at(text, 'BEGIN\nsecret\nEND', 2, 'secret_private_key')], false);
    expect(lines?.at(-1)).toMatchObject({ number: 5, text: 'b' });
    expect(lines?.map((line) => line.text).join()).not.toContain('secret');
  });
});
