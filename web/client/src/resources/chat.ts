// Written by `python -m scripts.reference` from the OpenAPI document. Change the routes instead.
import type { Download } from '../download.js';
import type { Listing } from '../listing.js';
import { path, type Options } from '../request.js';
import { Resource } from '../resource.js';
import type * as schemas from '../schemas.js';
import type { StreamEvent } from '../sse.js';

/** Chat. */
export class Chat extends Resource {
  /** Say something and wait for the whole answer. For older clients; use `/stream`. */
  answerWhole(
    body: schemas.TurnCreate = {},
    options?: Options & {
      /** Sending twice with one key makes one turn. */
      idempotencyKey?: string;
    },
  ): Promise<schemas.AnswerRead> {
    return this.connection.send(
      'POST',
      '/api/v1/chat',
      { ...options, headers: { 'Idempotency-Key': options?.idempotencyKey }, body },
    );
  }

  /** Rename, pin or archive a conversation, show another branch, or put its summary right. */
  changeConversation(
    conversationId: string,
    body: schemas.ConversationUpdate = {},
    options?: Options,
  ): Promise<schemas.ConversationRead> {
    return this.connection.send('PATCH', path`/api/v1/chat/conversations/${conversationId}`, { ...options, body });
  }

  /** Put a fact right. */
  changeFact(factId: string, body: schemas.FactUpdate = {}, options?: Options): Promise<schemas.FactRead> {
    return this.connection.send('PATCH', path`/api/v1/chat/memory/facts/${factId}`, { ...options, body });
  }

  /** Let an interrupted, stopped or failed turn go on where it was; finished calls are not made again. */
  continueTurn(turnId: string, options?: Options): Promise<schemas.TurnRead> {
    return this.connection.send('POST', path`/api/v1/chat/turns/${turnId}/continue`, options);
  }

  /** Begin a conversation without a message; the first message begins one by itself otherwise. */
  createConversation(body: schemas.ConversationCreate = {}, options?: Options): Promise<schemas.ConversationRead> {
    return this.connection.send('POST', '/api/v1/chat/conversations', { ...options, body });
  }

  /** Put a conversation away; it can be brought back until `purge_at`. */
  deleteConversation(conversationId: string, options?: Options): Promise<schemas.ConversationDeleted> {
    return this.connection.send('DELETE', path`/api/v1/chat/conversations/${conversationId}`, options);
  }

  /** Download a conversation: the shown branch as Markdown, or everything as JSON. */
  exportConversation(
    conversationId: string,
    query: {
      /** JSON holds every branch. */
      format?: 'markdown' | 'json' | null;
    } = {},
    options?: Options,
  ): Download {
    return this.connection.download(
      'GET',
      path`/api/v1/chat/conversations/${conversationId}/export`,
      { ...options, query },
    );
  }

  /** Download every fact as JSON. */
  exportMemory(options?: Options): Download {
    return this.connection.download('GET', '/api/v1/chat/memory/export', options);
  }

  /** Go on with a turn's stream, on any replica; 204 when it is over and nothing is left. */
  followTurn(
    turnId: string,
    query: {
      /** Seq of the last event you have. */
      after?: number | null;
    } = {},
    options?: Options,
  ): AsyncGenerator<StreamEvent, void, undefined> {
    return this.connection.events('GET', path`/api/v1/chat/stream/${turnId}`, { ...options, query });
  }

  /** Forget every fact, for good. Conversations stay; delete those one by one. */
  forgetEverything(options?: Options): Promise<void> {
    return this.connection.send('DELETE', '/api/v1/chat/memory', options);
  }

  /** Forget one fact, for good. */
  forgetFact(factId: string, options?: Options): Promise<void> {
    return this.connection.send('DELETE', path`/api/v1/chat/memory/facts/${factId}`, options);
  }

  /** List your conversations, pinned ones first, then by their last message. */
  listConversations(
    query: {
      /** Words in titles and messages. */
      q?: string | null;
      /** Which shelf to look at. */
      state?: 'active' | 'archived' | 'deleted' | null;
      /** How many to fetch at a time. */
      page_size?: number | null;
      /** `meta.pagination.next_cursor` of the page before. */
      cursor?: string | null;
    } = {},
    options?: Options,
  ): Listing<schemas.ConversationRead> {
    return this.connection.listing('GET', '/api/v1/chat/conversations', { ...options, query });
  }

  /** Return what agents are told of you, oldest first. */
  listFacts(
    query: {
      /** Words in the fact. */
      q?: string | null;
    } = {},
    options?: Options,
  ): Listing<schemas.FactRead> {
    return this.connection.listing('GET', '/api/v1/chat/memory/facts', { ...options, query });
  }

  /** Return the messages of the branch that is shown, newest first. */
  listMessages(
    conversationId: string,
    query: {
      /** How many to fetch at a time. */
      page_size?: number | null;
      /** `meta.pagination.next_cursor` of the page before. */
      cursor?: string | null;
    } = {},
    options?: Options,
  ): Listing<schemas.MessageRead> {
    return this.connection.listing(
      'GET',
      path`/api/v1/chat/conversations/${conversationId}/messages`,
      { ...options, query },
    );
  }

  /** Return one conversation with its summary and the turn that is at work. */
  readConversation(conversationId: string, options?: Options): Promise<schemas.ConversationRead> {
    return this.connection.send('GET', path`/api/v1/chat/conversations/${conversationId}`, options);
  }

  /** Return how much you may send, and what is left of this hour. */
  readLimits(options?: Options): Promise<schemas.LimitsRead> {
    return this.connection.send('GET', '/api/v1/chat/limits', options);
  }

  /** Return how far a turn is. */
  readTurn(turnId: string, options?: Options): Promise<schemas.TurnRead> {
    return this.connection.send('GET', path`/api/v1/chat/turns/${turnId}`, options);
  }

  /** Return what you used in chat: turns, tokens, cost, and the share that came from providers' caches. */
  readUsage(
    query: {
      /** How many days to look back. */
      days?: number | null;
    } = {},
    options?: Options,
  ): Promise<schemas.UsageRead> {
    return this.connection.send('GET', '/api/v1/chat/usage', { ...options, query });
  }

  /** Let agents know something about you in every conversation. */
  rememberFact(body: schemas.FactCreate, options?: Options): Promise<schemas.FactRead> {
    return this.connection.send('POST', '/api/v1/chat/memory/facts', { ...options, body });
  }

  /** Bring a deleted conversation back. */
  restoreConversation(conversationId: string, options?: Options): Promise<schemas.ConversationRead> {
    return this.connection.send('POST', path`/api/v1/chat/conversations/${conversationId}/restore`, options);
  }

  /** Find earlier messages of yours by their meaning. */
  searchMemory(
    query: {
      /** What it was about, in your words. */
      q: string;
      limit?: number | null;
    },
    options?: Options,
  ): Listing<schemas.RecalledRead> {
    return this.connection.listing('GET', '/api/v1/chat/memory/search', { ...options, query });
  }

  /**
   * Say something and stream the answer.
   *
   * Events are `start`, `text`, `tool_start`, `tool_progress`, `tool_result`, `approval`, `complete` and `error`, with
   * ids `<turn>:<seq>`. The turn runs on when the connection drops; `GET /stream/{turn_id}` goes on with it.
   */
  startTurn(
    body: schemas.TurnCreate = {},
    options?: Options & {
      /** Sending twice with one key makes one turn. */
      idempotencyKey?: string;
    },
  ): AsyncGenerator<StreamEvent, void, undefined> {
    return this.connection.events(
      'POST',
      '/api/v1/chat/stream',
      { ...options, headers: { 'Idempotency-Key': options?.idempotencyKey }, body },
    );
  }

  /** Stop a turn, down to the provider; what it said stays. One that is over stays as it is. */
  stopTurn(turnId: string, options?: Options): Promise<schemas.TurnRead> {
    return this.connection.send('POST', path`/api/v1/chat/turns/${turnId}/stop`, options);
  }
}
