import type { LiveEvent } from '../api/types';

export type LiveStatus = 'connecting' | 'live' | 'reconnecting' | 'offline';

/** What the connection hands out: an event, or the advice to ask for everything again. */
export type LiveMessage = { type: 'event'; event: LiveEvent } | { type: 'resync' };

export interface LiveOptions {
  /** Address of `/api/v1/live` for a cursor, or without one on the first visit. */
  address: (cursor: string | null) => string;
  /** Asked before every attempt but the first; renews an expired session, false when the server is out of reach. */
  probe: () => Promise<boolean>;
  onMessage: (message: LiveMessage) => void;
  onStatus: (status: LiveStatus) => void;
}

type ServerFrame =
  { type: 'hello'; cursor: string } | { type: 'heartbeat' } | { type: 'resync' } | (LiveEvent & { cursor?: string });

const HEARTBEAT_LIMIT_MS = 12_500; // The server beats every 10 s; a quarter more allows for a slow line.
const FIRST_DELAY_MS = 250;
const MAX_DELAY_MS = 5000;

/**
 * Holds one WebSocket to the event log open for as long as the page wants it.
 *
 * A drop is noticed by the close event, by the browser going offline or by a missing heartbeat; attempts follow with
 * doubling delays and jitter. After a gap the listener hears `resync`, so what it shows is never quietly old.
 */
export class LiveConnection {
  private readonly options: LiveOptions;
  private socket: WebSocket | null = null;
  private cursor: string | null = null;
  private failures = 0;
  private wasLive = false;
  private stopped = true;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;
  private beatTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: LiveOptions) {
    this.options = options;
  }

  /** Begin; returns the way to end it. */
  start(): () => void {
    this.stopped = false;
    window.addEventListener('offline', this.onOffline);
    window.addEventListener('online', this.onOnline);
    this.options.onStatus('connecting');
    this.open();
    return () => this.stop();
  }

  private stop(): void {
    this.stopped = true;
    window.removeEventListener('offline', this.onOffline);
    window.removeEventListener('online', this.onOnline);
    clearTimeout(this.retryTimer);
    this.close();
  }

  private readonly onOffline = (): void => {
    clearTimeout(this.retryTimer);
    this.close();
    this.options.onStatus('offline');
  };

  private readonly onOnline = (): void => {
    this.failures = 0;
    void this.retry();
  };

  private open(): void {
    const socket = new WebSocket(this.options.address(this.cursor));
    this.socket = socket;
    socket.onmessage = (message) => this.receive(message.data as string);
    socket.onclose = () => {
      if (this.socket === socket) this.lost();
    };
    this.expectBeat();
  }

  private receive(text: string): void {
    this.expectBeat();
    const frame = JSON.parse(text) as ServerFrame;
    if ('cursor' in frame && frame.cursor) this.cursor = frame.cursor;
    if (frame.type === 'hello') this.greet();
    else if (frame.type === 'resync') this.options.onMessage({ type: 'resync' });
    else if (frame.type !== 'heartbeat') this.options.onMessage({ type: 'event', event: frame });
  }

  private greet(): void {
    if (this.wasLive) this.options.onMessage({ type: 'resync' });
    this.wasLive = true;
    this.failures = 0;
    this.options.onStatus('live');
  }

  private lost(): void {
    this.close();
    if (this.stopped) return;
    this.options.onStatus(this.failures > 2 || !navigator.onLine ? 'offline' : 'reconnecting');
    const delay = Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** this.failures) * (0.5 + Math.random());
    this.failures += 1;
    this.retryTimer = setTimeout(() => void this.retry(), delay);
  }

  private async retry(): Promise<void> {
    clearTimeout(this.retryTimer);
    if (this.stopped || this.socket) return;
    if (!(await this.options.probe())) this.lost();
    else if (this.mayOpen()) this.open();
  }

  /** The probe took a while: the page may have left, or another attempt may have come first. */
  private mayOpen(): boolean {
    return !this.stopped && this.socket === null;
  }

  private expectBeat(): void {
    clearTimeout(this.beatTimer);
    this.beatTimer = setTimeout(() => this.lost(), HEARTBEAT_LIMIT_MS);
  }

  private close(): void {
    clearTimeout(this.beatTimer);
    const socket = this.socket;
    this.socket = null;
    if (!socket) return;
    socket.onmessage = null;
    socket.onclose = null;
    socket.close();
  }
}
