import type { schemas } from '@pilothouse/client';

export type SecurityEvent = schemas.SecurityEventRead;
export type Severity = SecurityEvent['severity'];
export type Family = SecurityEvent['family'];
export type Where = SecurityEvent['where'];
/** What a policy does about a finding, mildest first. */
export type Action = SecurityEvent['action'];
