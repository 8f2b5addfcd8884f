import { ApiError, Chat, type StreamEvent } from '@pilothouse/client';

import { connection } from '@/lib/api/connection';
import { messageOf } from '@/lib/api/errors';
import type { StoredFile } from '@/lib/files/uploads';
import { randomId } from '@/lib/random';

import { applyEvent, isOver, newAnswer, type Answer, type Phase } from './answer';
import type { TurnRequest } from './api';

const chat = new Chat(connection);

/** A turn that this page follows. Frozen: every change makes a new one, so that only what changed is drawn again. */
export interface LiveTurn extends Answer {
  /** Of this page, from before the server gave an id. */
  key: string;
  turnId: string | null;
  conversationId: string | null;
  questionId: string | null;
  answerId: string | null;
  title: string | null;
  /** What was asked, until the server's own message stands there; null for another answer to an earlier question. */
  question: { text: string; files: StoredFile[] } | null;
  /** The message that this turn takes the place of, on a branch of its own. */
  replaces: string | null;
  isReconnecting: boolean;
  startedAt: number;
}

/** What the store tells its owner. */
export interface TurnListener {
  /** The server took a message; the conversation may be new. */
  onBegun: (turn: LiveTurn) => void;
  /** Nothing more will come by itself; what is stored now is the whole truth. */
  onEnd: (turn: LiveTurn) => void;
}

interface Running {
  turn: LiveTurn;
  request: TurnRequest | null;
  abort: AbortController;
  isFollowing: boolean;
}

const DRAW_MS = 50; // Text is drawn in gulps: a reader sees no difference, and the page stays free between them.
const FIRST_DELAY_MS = 250;
const MAX_DELAY_MS = 5000;

/**
 * Sends messages and follows their answers, wherever the reader goes in the page.
 *
 * A stream that drops is taken up after the last event that came, on whichever replica answers. A message is sent with
 * an idempotency key, so that sending it again after a lost reply makes no second turn.
 */
export class TurnStore {
  private readonly running = new Map<string, Running>();
  private readonly watchers = new Set<() => void>();
  private snapshot: LiveTurn[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly listener: TurnListener;

  constructor(listener: TurnListener) {
    this.listener = listener;
  }

  /** Call `watcher` after every drawn change. Returns the way to stop. */
  readonly subscribe = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  /** The turns that are followed, oldest first; the same list until something changed. */
  readonly turns = (): LiveTurn[] => this.snapshot;

  /** Say something. Returns the turn's key. */
  send(request: TurnRequest, about: Pick<LiveTurn, 'question' | 'replaces' | 'conversationId'>): string {
    const turn = { ...blankTurn('sending'), ...about };
    const running = this.add(turn, request);
    void this.follow(running);
    return turn.key;
  }

  /** Try once more to send what did not go out. */
  sendAgain(key: string): void {
    const running = this.running.get(key);
    if (running?.turn.phase !== 'unsent') return;
    this.change(running, { phase: 'sending', error: null });
    void this.follow(running);
  }

  /** Follow a turn that this page did not begin, or take up one whose stream had ended. */
  attach(turnId: string, ids: Pick<LiveTurn, 'conversationId' | 'questionId' | 'answerId'>, phase: Phase): void {
    const known = this.ofTurn(turnId);
    const running = known ?? this.add({ ...blankTurn(phase), ...ids, turnId }, null);
    if (isOver(running.turn.phase)) this.change(running, { phase, error: null });
    if (!running.isFollowing) void this.follow(running);
  }

  /** Forget a turn, and end its stream if it has one; the turn itself runs on. */
  drop(key: string): void {
    const running = this.running.get(key);
    if (!running) return;
    running.abort.abort();
    this.running.delete(key);
    this.drawNow();
  }

  /** Forget all, as at sign-out. */
  clear(): void {
    for (const key of [...this.running.keys()]) this.drop(key);
  }

  private ofTurn(turnId: string): Running | undefined {
    return [...this.running.values()].find(({ turn }) => turn.turnId === turnId);
  }

  private add(turn: LiveTurn, request: TurnRequest | null): Running {
    const running = { turn, request, abort: new AbortController(), isFollowing: false };
    this.running.set(turn.key, running);
    this.drawNow();
    return running;
  }

  private async follow(running: Running): Promise<void> {
    running.isFollowing = true;
    try {
      await this.readToTheEnd(running);
    } catch (error) {
      if (!running.abort.signal.aborted) this.giveUp(running, error);
    } finally {
      running.isFollowing = false;
    }
  }

  private async readToTheEnd(running: Running): Promise<void> {
    for (let failures = 0; ; failures += 1) {
      const before = running.turn.seq;
      try {
        if ((await this.readOnce(running)) === 'over') return;
      } catch (error) {
        if (running.abort.signal.aborted || isFinal(error)) throw error;
        if (running.turn.turnId === null && failures >= 3) throw error;
      }
      if (running.turn.seq > before) failures = 0;
      this.change(running, { isReconnecting: true });
      await pause(Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** failures) * (0.5 + Math.random()), running.abort.signal);
    }
  }

  /** Read one connection until the turn is over, or the connection is. */
  private async readOnce(running: Running): Promise<'over' | 'dropped'> {
    let status = 0;
    const onAnswer = (answer: Response): void => {
      ({ status } = answer);
      if (running.turn.isReconnecting) this.change(running, { isReconnecting: false });
    };
    // A turn that waited or was interrupted has more than one end in its stream: the server closes it after the last.
    for await (const event of this.events(running, onAnswer)) this.receive(running, event);
    const { phase } = running.turn;
    return status === 204 || isOver(phase) || phase === 'waiting' ? this.end(running) : 'dropped';
  }

  private events({ turn, request, abort }: Running, onAnswer: (answer: Response) => void): AsyncIterable<StreamEvent> {
    const options = { signal: abort.signal, onAnswer };
    if (turn.turnId !== null) return chat.followTurn(turn.turnId, { after: turn.seq }, options);
    return chat.startTurn(request ?? {}, { ...options, idempotencyKey: turn.key });
  }

  private receive(running: Running, event: StreamEvent): void {
    const before = running.turn;
    running.turn = { ...before, ...applyEvent(before, event) };
    if (event.name === 'start') this.begin(running, event.data);
    this.drawSoon();
  }

  private begin(running: Running, data: Record<string, unknown>): void {
    const isNew = running.turn.turnId === null;
    const ids = {
      turnId: idIn(data.turn_id ?? data.run_id),
      conversationId: idIn(data.conversation_id),
      questionId: idIn(data.question_id),
      answerId: idIn(data.answer_id),
      title: idIn(data.title),
    };
    const known = Object.entries(ids).filter(([, value]) => value !== null);
    running.turn = { ...running.turn, ...(Object.fromEntries(known) as Partial<LiveTurn>) };
    if (isNew) {
      if (this.isBehindAnother(running)) running.turn = { ...running.turn, phase: 'queued' };
      this.drawNow();
      this.listener.onBegun(running.turn);
    }
  }

  /** Answers of one conversation come one after the other. */
  private isBehindAnother(running: Running): boolean {
    const { conversationId } = running.turn;
    return [...this.running.values()].some(
      (other) => other !== running && other.turn.conversationId === conversationId && !isOver(other.turn.phase),
    );
  }

  private end(running: Running): 'over' {
    this.change(running, { isReconnecting: false });
    this.listener.onEnd(running.turn);
    return 'over';
  }

  private giveUp(running: Running, error: unknown): void {
    const code = error instanceof ApiError ? error.code : 'unreachable';
    this.change(running, {
      phase: running.turn.turnId === null ? 'unsent' : 'failed',
      isReconnecting: false,
      error: { code, message: messageOf(error), retryable: true },
    });
    if (running.turn.turnId !== null) this.listener.onEnd(running.turn);
  }

  private change(running: Running, part: Partial<LiveTurn>): void {
    running.turn = { ...running.turn, ...part };
    this.drawNow();
  }

  private drawSoon(): void {
    this.timer ??= setTimeout(() => this.drawNow(), DRAW_MS);
  }

  private drawNow(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.snapshot = [...this.running.values()].map(({ turn }) => turn);
    for (const watcher of this.watchers) watcher();
  }
}

function blankTurn(phase: Phase): LiveTurn {
  return {
    ...newAnswer(phase),
    key: randomId(),
    turnId: null,
    conversationId: null,
    questionId: null,
    answerId: null,
    title: null,
    question: null,
    replaces: null,
    isReconnecting: false,
    startedAt: Date.now(),
  };
}

function idIn(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** A refusal is an answer and is not asked again; silence and a server in trouble are. */
function isFinal(error: unknown): boolean {
  return error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 408;
}

/** Wait, or until the browser is online again. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      window.removeEventListener('online', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    window.addEventListener('online', done);
    signal.addEventListener('abort', done);
  });
}
