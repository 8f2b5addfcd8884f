import { describe, expect, it } from 'vitest';

import { EventParser } from './parser';

const STREAM =
  'id: a:1\nevent: start\ndata: {"n":1}\n\n: keep-alive\n\nid: a:2\nevent: text\ndata: one\ndata: two é\n\n';
const EVENTS = [
  { id: 'a:1', type: 'start', data: '{"n":1}' },
  { id: 'a:2', type: 'text', data: 'one\ntwo é' },
];

describe('EventParser', () => {
  it('reads a stream that comes in one piece', () => {
    expect(new EventParser().push(STREAM)).toEqual(EVENTS);
  });

  it('reads the same wherever the stream is cut in two', () => {
    for (let cut = 0; cut <= STREAM.length; cut += 1) {
      const parser = new EventParser();
      expect([...parser.push(STREAM.slice(0, cut)), ...parser.push(STREAM.slice(cut))]).toEqual(EVENTS);
    }
  });

  it('reads it character by character, with any of the three line ends', () => {
    for (const end of ['\n', '\r', '\r\n']) {
      const parser = new EventParser();
      const text = STREAM.replaceAll('\n', end);
      const events = Array.from(`${text}\n`).flatMap((character) => parser.push(character));
      expect(events).toEqual(EVENTS);
    }
  });

  it('keeps back what has not come to its end', () => {
    expect(new EventParser().push('event: text\ndata: half')).toEqual([]);
  });
});
