import { describe, expect, it } from 'vitest';

import { applyEvent, newAnswer, type Answer } from './answer';
import { textOf, toolsIn, withWholeText, type Part } from './parts';

type Told = [name: string, data: Record<string, unknown>];

function answerOf(told: Told[], from: Answer = newAnswer('sending')): Answer {
  return told.reduce(
    (answer, [name, data], index) => applyEvent(answer, { streamId: 't', seq: from.seq + index + 1, name, data }),
    from,
  );
}

const CALL = { call_id: 'c', name: 'search', arguments: { q: 'x' } };
const RESULT = { call_id: 'c', name: 'search', ok: true, summary: '3 results', duration_s: 1.2 };

describe('applyEvent', () => {
  it('puts text and tools in the order they come', () => {
    const answer = answerOf([
      ['start', {}],
      ['text', { text: 'Let me ' }],
      ['text', { text: 'look.' }],
      ['tool_start', CALL],
      ['tool_result', RESULT],
      ['text', { text: '\n\nFound.' }],
      ['complete', { state: 'completed', text: 'Let me look.\n\nFound.', cost_usd: '0.01' }],
    ]);
    expect(answer.phase).toBe('complete');
    expect(answer.parts.map((part) => (part.type === 'text' ? part.text : part.state))).toEqual([
      'Let me look.',
      'ok',
      '\n\nFound.',
    ]);
    expect(answer.figures?.cost_usd).toBe('0.01');
  });

  it('changes nothing when an event comes a second time', () => {
    const answer = answerOf([['text', { text: 'one' }]]);
    expect(applyEvent(answer, { streamId: 't', seq: 1, name: 'text', data: { text: 'one' } })).toBe(answer);
  });

  it('reaches the same answer wherever the stream was cut and read again from an earlier place', () => {
    const told: Told[] = [
      ['start', {}],
      ...Array.from({ length: 20 }, (_, n): Told => ['text', { text: `w${n} ` }]),
      ['complete', { state: 'completed' }],
    ];
    const whole = answerOf(told);
    for (let cut = 0; cut < told.length; cut += 1) {
      const before = answerOf(told.slice(0, cut));
      const again = told.reduce(
        (answer, [name, data], index) => applyEvent(answer, { streamId: 't', seq: index + 1, name, data }),
        before,
      );
      expect(again).toEqual(whole);
    }
  });

  it('waits for a person, and goes on with the same call', () => {
    const waiting = answerOf([
      ['tool_start', CALL],
      ['approval', { ...CALL, approval_id: 'a', note: null }],
      ['complete', { state: 'waiting', text: '' }],
    ]);
    expect([waiting.phase, toolsIn(waiting.parts)[0]?.state]).toEqual(['waiting', 'waiting']);
    const done = answerOf(
      [
        ['start', { resumed: true }],
        ['tool_result', RESULT],
        ['complete', { state: 'completed', text: '' }],
      ],
      waiting,
    );
    expect(toolsIn(done.parts)).toMatchObject([{ state: 'ok', approval_id: 'a' }]);
  });

  it('takes the whole text from a start that replaces it', () => {
    const answer = answerOf([
      ['text', { text: 'The answer is 4' }],
      ['start', { resumed: true, text: 'The answer was' }],
      ['text', { text: ' 5.' }],
    ]);
    expect(textOf(answer.parts)).toBe('The answer was 5.');
  });

  it('ends what is at work when the answer breaks off, and takes it up when it goes on', () => {
    const broken = answerOf([
      ['tool_start', CALL],
      ['error', { state: 'interrupted', code: 'run_lost', message: 'The process ended.' }],
    ]);
    expect([broken.phase, toolsIn(broken.parts)[0]?.state]).toEqual(['interrupted', 'stopped']);
    const again = answerOf([['start', { resumed: true }]], broken);
    expect([again.phase, again.error, toolsIn(again.parts)[0]?.state]).toEqual(['running', null, 'running']);
  });
});

describe('withWholeText', () => {
  const tool = toolsIn(answerOf([['tool_start', CALL]]).parts)[0] as Part;
  const texts = ['', 'a', 'ab', 'abc', 'b', 'xyz', 'abcabc'];

  it('always ends with exactly that text, and keeps every tool', () => {
    for (const one of texts)
      for (const two of texts)
        for (const whole of texts) {
          const parts: Part[] = [{ type: 'text', text: one }, tool, { type: 'text', text: two }];
          const next = withWholeText(parts, whole);
          expect(textOf(next)).toBe(whole);
          expect(toolsIn(next)).toEqual([tool]);
        }
  });
});
