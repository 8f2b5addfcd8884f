// Written by `python -m scripts.reference` from the OpenAPI document. Change the routes instead.
import type { Listing } from '../listing.js';
import { path, type Options } from '../request.js';
import { Resource } from '../resource.js';
import type * as schemas from '../schemas.js';
import type { StreamEvent } from '../sse.js';

/** Missions. */
export class Missions extends Resource {
  /** Let a draft or a waiting mission run. */
  approve(missionId: string, options?: Options): Promise<schemas.MissionRead> {
    return this.connection.send('POST', path`/api/v1/missions/${missionId}/approve`, options);
  }

  /** End a mission; its artifacts so far are kept. */
  cancel(missionId: string, options?: Options): Promise<schemas.MissionRead> {
    return this.connection.send('POST', path`/api/v1/missions/${missionId}/cancel`, options);
  }

  /** Change a mission, also while it runs; it is applied at the next safe point. */
  edit(missionId: string, body: schemas.MissionUpdate = {}, options?: Options): Promise<schemas.MissionRead> {
    return this.connection.send('PATCH', path`/api/v1/missions/${missionId}`, { ...options, body });
  }

  /** List missions, newest first. Artifacts are left out; `artifacts_count` says how many there are. */
  list(
    query: {
      /** States, separated by commas. */
      state?: string | null;
      /** Text in title or objective. */
      q?: string | null;
      /** created_at, title, cost_usd or percent; - descends. */
      sort?: string | null;
      /** How many to fetch at a time. */
      page_size?: number | null;
      /** `meta.pagination.next_cursor` of the page before. */
      cursor?: string | null;
    } = {},
    options?: Options,
  ): Listing<schemas.MissionRead> {
    return this.connection.listing('GET', '/api/v1/missions', { ...options, query });
  }

  /** Return a mission's artifacts, in the order they were made. */
  listArtifacts(missionId: string, options?: Options): Listing<schemas.ArtifactRead> {
    return this.connection.listing('GET', path`/api/v1/missions/${missionId}/artifacts`, options);
  }

  /** Return a mission's events after a seq, oldest first. */
  listEvents(
    missionId: string,
    query: {
      /** Seq of the last event you have. */
      after?: number | null;
      /** How many to return at most. */
      limit?: number | null;
    } = {},
    options?: Options,
  ): Listing<schemas.EventRead> {
    return this.connection.listing('GET', path`/api/v1/missions/${missionId}/events`, { ...options, query });
  }

  /** Hold a mission; what it finished is kept. */
  pause(missionId: string, options?: Options): Promise<schemas.MissionRead> {
    return this.connection.send('POST', path`/api/v1/missions/${missionId}/pause`, options);
  }

  /** Return one mission with its steps and artifacts. */
  read(missionId: string, options?: Options): Promise<schemas.MissionRead> {
    return this.connection.send('GET', path`/api/v1/missions/${missionId}`, options);
  }

  /** Return how far a mission is. */
  readProgress(missionId: string, options?: Options): Promise<schemas.ProgressRead> {
    return this.connection.send('GET', path`/api/v1/missions/${missionId}/progress`, options);
  }

  /** Let a paused mission go on where it was. */
  resume(missionId: string, options?: Options): Promise<schemas.MissionRead> {
    return this.connection.send('POST', path`/api/v1/missions/${missionId}/resume`, options);
  }

  /** Run a failed or cancelled mission again; finished steps are kept. */
  retry(missionId: string, options?: Options): Promise<schemas.MissionRead> {
    return this.connection.send('POST', path`/api/v1/missions/${missionId}/retry`, options);
  }

  /**
   * Stream a mission's events as they happen, past ones first; ends when the mission does.
   *
   * Answers 204 when it has ended and no event is left: browsers then stop to reconnect.
   */
  streamEvents(
    missionId: string,
    query: {
      /** Seq of the last event you have. */
      after?: number | null;
    } = {},
    options?: Options,
  ): AsyncGenerator<StreamEvent, void, undefined> {
    return this.connection.events('GET', path`/api/v1/missions/${missionId}/stream`, { ...options, query });
  }

  /** Submit a mission. It is queued at once, or waits for approval, as the installation's policy has it. */
  submit(
    body: schemas.MissionCreate,
    options?: Options & {
      /** Submitting twice with one key makes one mission. */
      idempotencyKey?: string;
    },
  ): Promise<schemas.MissionRead> {
    return this.connection.send(
      'POST',
      '/api/v1/missions',
      { ...options, headers: { 'Idempotency-Key': options?.idempotencyKey }, body },
    );
  }
}
