/** Server-sent events, as our server writes them. */

/** One event of a run, a turn or a mission. */
export interface StreamEvent {
  /** Such as `text`, `tool_start` or `complete`. */
  name: string;
  /** What it tells. */
  data: Record<string, unknown>;
  /** The run, turn or mission it belongs to; "" where the server gave it no place. */
  streamId: string;
  /** Its place there, counted from 1; 0 without one. */
  seq: number;
}

/** One frame of a stream; `id` is the last one the stream named, as the standard has it. */
export interface Frame {
  id: string;
  name: string;
  data: string;
}

/** Read an event from its frame, whose id is `<stream>:<seq>`. */
export function eventOf({ id, name, data }: Frame): StreamEvent {
  const colon = id.lastIndexOf(':');
  const seq = Number(id.slice(colon + 1));
  return {
    name,
    data: JSON.parse(data) as StreamEvent['data'],
    streamId: id.slice(0, Math.max(colon, 0)),
    seq: Number.isInteger(seq) ? seq : 0,
  };
}

/**
 * The frames of a body until it ends, in whatever pieces it comes. Whoever stops reading gives the connection back.
 *
 * `read` waits for each piece.
 */
export async function* framesIn(
  body: ReadableStream<Uint8Array> | null,
  read: <Piece>(reading: Promise<Piece>) => Promise<Piece>,
): AsyncGenerator<Frame, void, undefined> {
  if (!body) return;
  const reader = body.getReader();
  const decoder = new TextDecoder();
  const parser = new FrameParser();
  try {
    for (;;) {
      const { done, value } = await read(reader.read());
      if (done) return;
      yield* parser.push(decoder.decode(value, { stream: true }));
    }
  } finally {
    reader.cancel().catch(() => undefined);
  }
}

/**
 * Cuts a text that arrives in pieces into frames, wherever it is cut on its way.
 *
 * Source: HTML standard, section 9.2.6 "Interpreting an event stream". A last frame without its blank line is dropped.
 */
export class FrameParser {
  private rest = '';
  private id = '';
  private name = '';
  private data: string[] = [];

  /** Take the next piece and return the frames that it completes. */
  push(piece: string): Frame[] {
    const frames: Frame[] = [];
    let text = this.rest + piece;
    // A CR at the very end may be half of a CRLF: it waits for what follows.
    const held = text.endsWith('\r') ? '\r' : '';
    if (held) text = text.slice(0, -1);
    const lines = text.split(/\r\n|\n|\r/);
    this.rest = (lines.pop() ?? '') + held;
    for (const line of lines) {
      const frame = this.take(line);
      if (frame) frames.push(frame);
    }
    return frames;
  }

  private take(line: string): Frame | null {
    if (line === '') return this.dispatch();
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'data') this.data.push(value);
    else if (field === 'event') this.name = value;
    else if (field === 'id' && !value.includes('\0')) this.id = value;
    return null;
  }

  private dispatch(): Frame | null {
    const frame = { id: this.id, name: this.name || 'message', data: this.data.join('\n') };
    const isEmpty = this.data.length === 0;
    this.name = '';
    this.data = [];
    return isEmpty ? null : frame;
  }
}
