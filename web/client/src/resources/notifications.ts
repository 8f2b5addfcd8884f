// Written by `python -m scripts.reference` from the OpenAPI document. Change the routes instead.
import type { Listing } from '../listing.js';
import { path, type Options } from '../request.js';
import { Resource } from '../resource.js';
import type * as schemas from '../schemas.js';

/** Notifications. */
export class Notifications extends Resource {
  /** Make an endpoint. The answer is the only place where a webhook's secret is shown. */
  createEndpoint(body: schemas.EndpointCreate, options?: Options): Promise<schemas.EndpointWithSecret> {
    return this.connection.send('POST', '/api/v1/notifications/endpoints', { ...options, body });
  }

  /** Remove an endpoint with its log. */
  deleteEndpoint(endpointId: string, options?: Options): Promise<void> {
    return this.connection.send('DELETE', path`/api/v1/notifications/endpoints/${endpointId}`, options);
  }

  /** List messages and how far they are, newest first. */
  listDeliveries(
    query: {
      endpoint_id?: string | null;
      state?: 'pending' | 'delivered' | 'given_up' | 'cancelled' | null;
      /** How many to fetch at a time. */
      page_size?: number | null;
      /** `meta.pagination.next_cursor` of the page before. */
      cursor?: string | null;
    } = {},
    options?: Options,
  ): Listing<schemas.DeliveryRead> {
    return this.connection.listing('GET', '/api/v1/notifications/deliveries', { ...options, query });
  }

  /** List where your organization hears of topics, oldest first. */
  listEndpoints(
    query: {
      /** How many to fetch at a time. */
      page_size?: number | null;
      /** `meta.pagination.next_cursor` of the page before. */
      cursor?: string | null;
    } = {},
    options?: Options,
  ): Listing<schemas.EndpointRead> {
    return this.connection.listing('GET', '/api/v1/notifications/endpoints', { ...options, query });
  }

  /** List how you hear of each topic. */
  listPreferences(options?: Options): Listing<schemas.PreferenceRead> {
    return this.connection.listing('GET', '/api/v1/notifications/preferences', options);
  }

  /** List what you may hear of. */
  listTopics(options?: Options): Listing<schemas.TopicRead> {
    return this.connection.listing('GET', '/api/v1/notifications/topics', options);
  }

  /** Return one message with every try and how the receiver answered. */
  readDelivery(deliveryId: string, options?: Options): Promise<schemas.DeliveryDetail> {
    return this.connection.send('GET', path`/api/v1/notifications/deliveries/${deliveryId}`, options);
  }

  /** Return one endpoint. */
  readEndpoint(endpointId: string, options?: Options): Promise<schemas.EndpointRead> {
    return this.connection.send('GET', path`/api/v1/notifications/endpoints/${endpointId}`, options);
  }

  /** Send a message again, under the id it had: a receiver that has seen it may drop it. */
  redeliver(deliveryId: string, options?: Options): Promise<schemas.DeliveryRead> {
    return this.connection.send('POST', path`/api/v1/notifications/deliveries/${deliveryId}/redeliver`, options);
  }

  /** Give a webhook a new secret. The old one signs as well for a day, so that no message is missed. */
  rotateSecret(endpointId: string, options?: Options): Promise<schemas.EndpointWithSecret> {
    return this.connection.send('POST', path`/api/v1/notifications/endpoints/${endpointId}/rotate-secret`, options);
  }

  /** Set how you hear of a topic; no channel means not at all. */
  setPreference(topic: string, body: schemas.PreferenceSet, options?: Options): Promise<schemas.PreferenceRead> {
    return this.connection.send('PUT', path`/api/v1/notifications/preferences/${topic}`, { ...options, body });
  }

  /** Send a test message; follow it in the delivery log. */
  testEndpoint(endpointId: string, options?: Options): Listing<schemas.DeliveryRead> {
    return this.connection.listing('POST', path`/api/v1/notifications/endpoints/${endpointId}/test`, options);
  }

  /** Change an endpoint; `is_active: true` switches on what switched itself off. */
  updateEndpoint(
    endpointId: string,
    body: schemas.EndpointUpdate = {},
    options?: Options,
  ): Promise<schemas.EndpointRead> {
    return this.connection.send('PATCH', path`/api/v1/notifications/endpoints/${endpointId}`, { ...options, body });
  }
}
