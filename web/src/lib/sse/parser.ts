/** One server-sent event; `id` is the last one the stream named, as the standard has it. */
export interface ServerEvent {
  id: string;
  type: string;
  data: string;
}

/**
 * Cuts a text that arrives in pieces into server-sent events, wherever it is cut on its way.
 *
 * Source: HTML standard, section 9.2.6 "Interpreting an event stream". A last event without its blank line is dropped.
 */
export class EventParser {
  private rest = '';
  private id = '';
  private type = '';
  private data: string[] = [];

  /** Take the next piece and return the events that it completes. */
  push(piece: string): ServerEvent[] {
    const events: ServerEvent[] = [];
    let text = this.rest + piece;
    // A CR at the very end may be half of a CRLF: it waits for what follows.
    const held = text.endsWith('\r') ? '\r' : '';
    if (held) text = text.slice(0, -1);
    const lines = text.split(/\r\n|\n|\r/);
    this.rest = (lines.pop() ?? '') + held;
    for (const line of lines) {
      const event = this.take(line);
      if (event) events.push(event);
    }
    return events;
  }

  private take(line: string): ServerEvent | null {
    if (line === '') return this.dispatch();
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'data') this.data.push(value);
    else if (field === 'event') this.type = value;
    else if (field === 'id' && !value.includes('\0')) this.id = value;
    return null;
  }

  private dispatch(): ServerEvent | null {
    const event = { id: this.id, type: this.type || 'message', data: this.data.join('\n') };
    const isEmpty = this.data.length === 0;
    this.type = '';
    this.data = [];
    return isEmpty ? null : event;
  }
}
