// Written by `python -m scripts.reference` from the OpenAPI document. Change the routes instead.
import type { Download } from '../download.js';
import type { Listing } from '../listing.js';
import { path, type Options } from '../request.js';
import { Resource } from '../resource.js';
import type * as schemas from '../schemas.js';

/** Security. */
export class Security extends Resource {
  /** Acknowledge or resolve an incident, open it again, or write a note down. */
  changeIncident(
    incidentId: string,
    body: schemas.IncidentUpdate = {},
    options?: Options,
  ): Promise<schemas.IncidentRead> {
    return this.connection.send('PATCH', path`/api/v1/security/incidents/${incidentId}`, { ...options, body });
  }

  /** Look for it again from the next text on. */
  deleteException(exceptionId: string, options?: Options): Promise<void> {
    return this.connection.send('DELETE', path`/api/v1/security/exceptions/${exceptionId}`, options);
  }

  /** Go back to what lies above: the organization's policy, or the standard. */
  deletePolicy(scopeKind: 'organization' | 'agent' | 'tool', scopeId: string, options?: Options): Promise<void> {
    return this.connection.send('DELETE', path`/api/v1/security/policies/${scopeKind}/${scopeId}`, options);
  }

  /** Download the report: SARIF 2.1 for other programs, JSON, or a page that stands alone. */
  downloadReport(
    scanId: string,
    query: {
      format?: 'sarif' | 'json' | 'html' | null;
    } = {},
    options?: Options,
  ): Download {
    return this.connection.download('GET', path`/api/v1/security/scans/${scanId}/report`, { ...options, query });
  }

  /** Call an event confirmed or a false alarm; of a false alarm, let the like of it pass from now on. */
  giveFeedback(eventId: string, body: schemas.FeedbackWrite, options?: Options): Promise<schemas.SecurityEventRead> {
    return this.connection.send('PUT', path`/api/v1/security/events/${eventId}/feedback`, { ...options, body });
  }

  /** List every detector, whether it finds its own sample, and how often it has seen something lately. */
  listDetectors(options?: Options): Promise<schemas.DetectorsRead> {
    return this.connection.send('GET', '/api/v1/security/detectors', options);
  }

  /** List what was seen and what was done about it, newest first. */
  listEvents(
    query: {
      /** At or after this time. */
      since?: string | null;
      /** Before this time. */
      until?: string | null;
      where?: ('prompt' | 'answer' | 'tool_arguments' | 'tool_result' | 'tool_description' | 'upload' | 'memory')[] | null;
      family?: ('prompt_injection' | 'secrets' | 'pii' | 'malware' | 'links' | 'other')[] | null;
      action?: ('off' | 'monitor' | 'flag' | 'redact' | 'block')[] | null;
      severity?: ('info' | 'low' | 'medium' | 'high' | 'critical')[] | null;
      /** Beginning of a detector's id, such as `secret_`. */
      detector?: string | null;
      agent?: string | null;
      tool?: string | null;
      user_id?: string | null;
      api_key_id?: string | null;
      conversation_id?: string | null;
      mission_id?: string | null;
      request_id?: string | null;
      incident_id?: string | null;
      feedback?: 'false_alarm' | 'confirmed' | null;
      /** How many to fetch at a time. */
      page_size?: number | null;
      /** `meta.pagination.next_cursor` of the page before. */
      cursor?: string | null;
    } = {},
    options?: Options,
  ): Listing<schemas.SecurityEventRead> {
    return this.connection.listing('GET', '/api/v1/security/events', { ...options, query });
  }

  /** List what was called a false alarm, and passes since. */
  listExceptions(options?: Options): Listing<schemas.ExceptionRead> {
    return this.connection.listing('GET', '/api/v1/security/exceptions', options);
  }

  /** List incidents, those that saw something last first. */
  listIncidents(
    query: {
      status?: 'open' | 'acknowledged' | 'resolved' | null;
      least_severity?: 'info' | 'low' | 'medium' | 'high' | 'critical' | null;
      /** How many to fetch at a time. */
      page_size?: number | null;
      /** `meta.pagination.next_cursor` of the page before. */
      cursor?: string | null;
    } = {},
    options?: Options,
  ): Listing<schemas.IncidentRead> {
    return this.connection.listing('GET', '/api/v1/security/incidents', { ...options, query });
  }

  /** List the organization's policy, then those of its agents and tools, each with what holds in the end. */
  listPolicies(options?: Options): Listing<schemas.PolicyRead> {
    return this.connection.listing('GET', '/api/v1/security/policies', options);
  }

  /** List scans, newest first. */
  listScans(
    query: {
      /** How many to fetch at a time. */
      page_size?: number | null;
      /** `meta.pagination.next_cursor` of the page before. */
      cursor?: string | null;
    } = {},
    options?: Options,
  ): Listing<schemas.ScanSummary> {
    return this.connection.listing('GET', '/api/v1/security/scans', { ...options, query });
  }

  /**
   * List the tools, agents or API keys that something was seen of, or the scanned skills; least trusted first.
   *
   * A tool, agent or key that is not in the list has a score of 100, a skill that nobody has scanned one of 70.
   */
  listTrust(
    query: {
      kind?: 'tool' | 'agent' | 'api_key' | 'skill' | null;
    } = {},
    options?: Options,
  ): Listing<schemas.TrustRead> {
    return this.connection.listing('GET', '/api/v1/security/trust', { ...options, query });
  }

  /** Lay down what is done about findings in the whole organization, or around one agent or tool. */
  putPolicy(
    scopeKind: 'organization' | 'agent' | 'tool',
    scopeId: string,
    body: schemas.PolicyWrite = {},
    options?: Options,
  ): Promise<schemas.PolicyRead> {
    return this.connection.send('PUT', path`/api/v1/security/policies/${scopeKind}/${scopeId}`, { ...options, body });
  }

  /** Return one event. */
  readEvent(eventId: string, options?: Options): Promise<schemas.SecurityEventRead> {
    return this.connection.send('GET', path`/api/v1/security/events/${eventId}`, options);
  }

  /** Return one incident; its events are listed under `/security/events?incident_id=`. */
  readIncident(incidentId: string, options?: Options): Promise<schemas.IncidentRead> {
    return this.connection.send('GET', path`/api/v1/security/incidents/${incidentId}`, options);
  }

  /** Return one scan with everything it found. */
  readScan(scanId: string, options?: Options): Promise<schemas.ScanRead> {
    return this.connection.send('GET', path`/api/v1/security/scans/${scanId}`, options);
  }

  /** Count events by hour or day, family and action. */
  readTrend(
    query: {
      days?: number | null;
      by?: 'hour' | 'day' | null;
    } = {},
    options?: Options,
  ): Promise<schemas.TrendRead> {
    return this.connection.send('GET', '/api/v1/security/trend', { ...options, query });
  }

  /** Return how far a tool, agent, API key or skill is trusted, why, and how that came to be. */
  readTrust(
    kind: 'tool' | 'agent' | 'api_key' | 'skill',
    name: string,
    query: {
      days?: number | null;
    } = {},
    options?: Options,
  ): Promise<schemas.TrustHistory> {
    return this.connection.send('GET', path`/api/v1/security/trust/${kind}/${name}`, { ...options, query });
  }

  /** Look through a text: instructions, code, a manifest of tools. */
  scanPasted(body: schemas.ScanText, options?: Options): Promise<schemas.ScanRead> {
    return this.connection.send('POST', '/api/v1/security/scans/text', { ...options, body });
  }

  /**
   * Look through one file as multipart field `file`: a zip of a skill or folder, or a text; up to 50 MB.
   *
   * The file itself is not kept; the report is, for 30 days.
   */
  scanUpload(file: File, options?: Options): Promise<schemas.ScanRead> {
    return this.connection.send('POST', '/api/v1/security/scans', { ...options, file });
  }

  /** Hold a policy against the events of the last days before it is laid down. */
  tryPast(body: schemas.TryPast, options?: Options): Promise<schemas.PastRead> {
    return this.connection.send('POST', '/api/v1/security/try/past', { ...options, body });
  }

  /** Say what would happen to a text in some place. Nothing is stored and nobody is told. */
  tryText(body: schemas.TryText, options?: Options): Promise<schemas.TriedText> {
    return this.connection.send('POST', '/api/v1/security/try', { ...options, body });
  }
}
