import { describe, expect, it } from 'vitest';

import { newAnswer } from './answer';
import type { Message } from './api';
import { threadOf, unfollowed } from './thread';
import type { LiveTurn } from './turns';

function message(id: string, role: Message['role'], state = 'complete'): Message {
  return { id, role, state, text: id, files: [] as Message['files'], turn_id: `turn-${id}` } as Message;
}

function turn(part: Partial<LiveTurn>): LiveTurn {
  return {
    ...newAnswer('running'),
    key: 'k',
    question: null,
    replaces: null,
    answerId: null,
    questionId: null,
    ...part,
  } as LiveTurn;
}

const STORED = [message('q1', 'user'), message('a1', 'assistant'), message('q2', 'user'), message('a2', 'assistant')];

function keys(turns: LiveTurn[], stored = STORED): string[] {
  return threadOf(stored, turns).map(({ key }) => key);
}

describe('threadOf', () => {
  it('puts a turn that is not stored yet at the end', () => {
    expect(keys([turn({ question: { text: 'hi', files: [] } })])).toEqual(['q1', 'a1', 'q2', 'a2', 'k-asked', 'k']);
  });

  it('shows a stored answer live while its turn is followed', () => {
    const live = turn({ answerId: 'a2', questionId: 'q2' });
    const last = threadOf(STORED, [live]).at(-1);
    expect(last).toMatchObject({ key: 'a2', turn: live });
  });

  it('ends before the message that a turn replaces', () => {
    expect(keys([turn({ replaces: 'q2', question: { text: 'again', files: [] } })])).toEqual([
      'q1',
      'a1',
      'k-asked',
      'k',
    ]);
    expect(keys([turn({ replaces: 'a2' })])).toEqual(['q1', 'a1', 'q2', 'k']);
  });

  it('shows a question once, also when it is stored before its answer is', () => {
    const live = turn({ questionId: 'q2', answerId: 'a9', question: { text: 'q2', files: [] } });
    expect(keys([live], STORED.slice(0, 3))).toEqual(['q1', 'a1', 'q2', 'a9']);
  });

  it('lets go of a turn that waited, once its answer is stored', () => {
    expect(threadOf(STORED, [turn({ answerId: 'a2', phase: 'waiting' })]).at(-1)).toMatchObject({ turn: null });
  });
});

it('finds the answers at work that nobody follows', () => {
  const running = message('a3', 'assistant', 'running');
  expect(unfollowed([...STORED, running], []).map(({ id }) => id)).toEqual(['a3']);
  expect(unfollowed([...STORED, running], [turn({ turnId: 'turn-a3' })])).toEqual([]);
});
