import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { textOf } from './parts';
import { TurnStore } from './turns';

const TURN = '01999999-0000-7000-8000-000000000001';
const WORDS = Array.from({ length: 20 }, (_, n) => `w${n} `);
const EVENTS: [type: string, data: object][] = [
  ['start', { turn_id: TURN, conversation_id: 'c', question_id: 'q', answer_id: 'a', title: 'Words' }],
  ...WORDS.map((text): [string, object] => ['text', { text }]),
  ['complete', { state: 'completed', text: WORDS.join('') }],
];

/** The stream after a seq, as the server writes it; broken off before event `until`. */
function streamOf(after: number, until = EVENTS.length): Response {
  const frames = EVENTS.slice(after, until).map(
    ([type, data], index) => `id: ${TURN}:${after + index + 1}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`,
  );
  return new Response(frames.join(''), { status: 200 });
}

function afterIn(url: string): number {
  return Number(new URL(url).searchParams.get('after'));
}

const about = { question: { text: 'Say words', files: [] }, replaces: null, conversationId: null };

describe('TurnStore', () => {
  const ended = vi.fn();
  let store: TurnStore;

  beforeEach(() => {
    vi.useFakeTimers();
    store = new TurnStore({ onBegun: vi.fn(), onEnd: ended });
  });

  afterEach(() => {
    store.clear();
    vi.useRealTimers();
    vi.unstubAllGlobals();
    ended.mockReset();
  });

  const untilEnd = () => vi.waitFor(() => expect(ended).toHaveBeenCalled(), { timeout: 60_000, interval: 20 });

  it.each(Array.from({ length: 11 }, (_, tenth) => Math.round((tenth * EVENTS.length) / 10)))(
    'ends with the text of the server when the connection drops before event %d',
    async (cut) => {
      let requests = 0;
      vi.stubGlobal('fetch', (url: string) => {
        requests += 1;
        return Promise.resolve(streamOf(afterIn(url), requests === 1 ? cut : undefined));
      });
      store.send({ message: 'Say words' }, about);
      await untilEnd();
      const [turn] = store.turns();
      expect(turn?.phase).toBe('complete');
      expect(textOf(turn?.parts ?? [])).toBe(WORDS.join(''));
    },
  );

  it('sends a message again with the same key when the reply was lost, so that it makes one turn', async () => {
    const keys: (string | null)[] = [];
    vi.stubGlobal('fetch', (_: string, init?: RequestInit) => {
      keys.push(new Headers(init?.headers).get('Idempotency-Key'));
      return keys.length === 1 ? Promise.reject(new TypeError('lost')) : Promise.resolve(streamOf(0));
    });
    store.send({ message: 'Say words' }, about);
    await untilEnd();
    expect(keys).toHaveLength(2);
    expect(new Set(keys).size).toBe(1);
  });

  it('keeps a message that the server refuses, with its words, and sends it again when asked', async () => {
    const refusal = { success: false, error: { code: 'conversation_full', message: 'Five messages wait already.' } };
    vi.stubGlobal('fetch', () => Promise.resolve(Response.json(refusal, { status: 409 })));
    const key = store.send({ message: 'Say words' }, about);
    await vi.waitFor(() => expect(store.turns()[0]?.phase).toBe('unsent'));
    expect(store.turns()[0]?.error?.message).toBe('Five messages wait already.');
    vi.stubGlobal('fetch', (url: string) => Promise.resolve(streamOf(afterIn(url))));
    store.sendAgain(key);
    await untilEnd();
    expect(store.turns()[0]?.phase).toBe('complete');
  });

  it('says so while it takes up a stream that dropped', async () => {
    vi.stubGlobal('fetch', (url: string) =>
      afterIn(url) === 0 ? Promise.resolve(streamOf(0, 5)) : Promise.reject(new TypeError('away')),
    );
    store.send({ message: 'Say words' }, about);
    await vi.waitFor(() => expect(store.turns()[0]?.isReconnecting).toBe(true));
    expect(textOf(store.turns()[0]?.parts ?? [])).toBe(WORDS.slice(0, 4).join(''));
  });
});
