import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { LiveConnection, type LiveMessage, type LiveStatus } from './connection';

class FakeSocket {
  static opened: FakeSocket[] = [];
  onmessage: ((message: { data: string }) => void) | null = null;
  onclose: (() => void) | null = null;
  closed = false;
  readonly url: string;

  constructor(url: string) {
    this.url = url;
    FakeSocket.opened.push(this);
  }

  send(frame: object): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }

  drop(): void {
    this.onclose?.();
  }

  close(): void {
    this.closed = true;
  }
}

let statuses: LiveStatus[];
let messages: LiveMessage[];
let probe: ReturnType<typeof vi.fn<() => Promise<boolean>>>;
let stop: () => void;

const last = () => FakeSocket.opened.at(-1) ?? new FakeSocket('none');
const event = (rev: number) => ({ id: `m:${rev}`, type: 'mission.cost', rev, at: '', data: {}, cursor: `c${rev}` });

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('WebSocket', FakeSocket);
  FakeSocket.opened = [];
  statuses = [];
  messages = [];
  probe = vi.fn(() => Promise.resolve(true));
  stop = new LiveConnection({
    address: (cursor) => `ws://here/live?cursor=${cursor ?? ''}`,
    probe,
    onStatus: (status) => statuses.push(status),
    onMessage: (message) => messages.push(message),
  }).start();
});

afterEach(() => {
  stop();
  vi.useRealTimers();
});

describe('LiveConnection', () => {
  it('is live from the greeting on and hands out events', () => {
    last().send({ type: 'hello', cursor: 'c0' });
    last().send(event(1));
    last().send({ type: 'heartbeat' });
    expect(statuses).toEqual(['connecting', 'live']);
    expect(messages).toMatchObject([{ type: 'event', event: { rev: 1 } }]);
  });

  it('comes back after a drop from where it was, and asks for everything again', async () => {
    last().send({ type: 'hello', cursor: 'c0' });
    last().send(event(4));
    last().drop();
    expect(statuses.at(-1)).toBe('reconnecting');
    await vi.advanceTimersByTimeAsync(500);
    expect(FakeSocket.opened).toHaveLength(2);
    expect(last().url).toContain('cursor=c4');
    last().send({ type: 'hello', cursor: 'c9' });
    expect(statuses.at(-1)).toBe('live');
    expect(messages.at(-1)).toEqual({ type: 'resync' });
  });

  it('takes a silent line for a lost one', async () => {
    const socket = last();
    socket.send({ type: 'hello', cursor: 'c0' });
    await vi.advanceTimersByTimeAsync(12_400);
    expect(statuses.at(-1)).toBe('live');
    await vi.advanceTimersByTimeAsync(200);
    expect(statuses.at(-1)).toBe('reconnecting');
    expect(socket.closed).toBe(true);
  });

  it('says offline when the server stays away, and waits longer each time but never over 7.5 s', async () => {
    probe.mockResolvedValue(false);
    last().drop();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(statuses.at(-1)).toBe('offline');
    const before = probe.mock.calls.length;
    await vi.advanceTimersByTimeAsync(30_000);
    const tries = probe.mock.calls.length - before;
    expect(tries).toBeGreaterThanOrEqual(4);
    expect(tries).toBeLessThanOrEqual(12);
    expect(FakeSocket.opened).toHaveLength(1);
  });

  it('follows the browser when that goes offline and comes back', async () => {
    last().send({ type: 'hello', cursor: 'c0' });
    window.dispatchEvent(new Event('offline'));
    expect(statuses.at(-1)).toBe('offline');
    window.dispatchEvent(new Event('online'));
    await vi.advanceTimersByTimeAsync(0);
    last().send({ type: 'hello', cursor: 'c0' });
    expect(statuses.at(-1)).toBe('live');
  });

  it('passes the advice to read everything again on', () => {
    last().send({ type: 'hello', cursor: 'c0' });
    last().send({ type: 'resync' });
    expect(messages).toEqual([{ type: 'resync' }]);
  });

  it('stays closed once stopped', async () => {
    last().send({ type: 'hello', cursor: 'c0' });
    stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(FakeSocket.opened).toHaveLength(1);
    expect(last().closed).toBe(true);
  });
});
