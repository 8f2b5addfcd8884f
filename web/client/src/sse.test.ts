import { describe, expect, it } from 'vitest';

import { eventOf, FrameParser } from './sse.js';

const STREAM =
  'id: a:1\nevent: start\ndata: {"n":1}\n\n: keep-alive\n\nid: a:2\nevent: text\ndata: one\ndata: two é\n\n';
const FRAMES = [
  { id: 'a:1', name: 'start', data: '{"n":1}' },
  { id: 'a:2', name: 'text', data: 'one\ntwo é' },
];

describe('FrameParser', () => {
  it('reads a stream that comes in one piece', () => {
    expect(new FrameParser().push(STREAM)).toEqual(FRAMES);
  });

  it('reads the same wherever the stream is cut in two', () => {
    for (let cut = 0; cut <= STREAM.length; cut += 1) {
      const parser = new FrameParser();
      expect([...parser.push(STREAM.slice(0, cut)), ...parser.push(STREAM.slice(cut))]).toEqual(FRAMES);
    }
  });

  it('reads it character by character, with any of the three line ends', () => {
    for (const end of ['\n', '\r', '\r\n']) {
      const parser = new FrameParser();
      const text = STREAM.replaceAll('\n', end);
      const events = Array.from(`${text}\n`).flatMap((character) => parser.push(character));
      expect(events).toEqual(FRAMES);
    }
  });

  it('keeps back what has not come to its end', () => {
    expect(new FrameParser().push('event: text\ndata: half')).toEqual([]);
  });
});

describe('eventOf', () => {
  it('reads the place from the id', () => {
    const frame = { id: 'run-1:12', name: 'text', data: '{"text":"a"}' };
    expect(eventOf(frame)).toEqual({ name: 'text', data: { text: 'a' }, streamId: 'run-1', seq: 12 });
  });

  it('reads an event without a place', () => {
    expect(eventOf({ id: '', name: 'start', data: '{}' })).toEqual({ name: 'start', data: {}, streamId: '', seq: 0 });
  });
});
