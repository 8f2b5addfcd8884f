import type { Tone } from '@/ui/status/Status';

import type { Incident, IncidentStatus } from './api';

/** How far people are with an incident. */
export const INCIDENT_STATES: Record<IncidentStatus, { label: string; tone: Tone }> = {
  open: { label: 'Open', tone: 'attention' },
  acknowledged: { label: 'Acknowledged', tone: 'paused' },
  resolved: { label: 'Resolved', tone: 'done' },
};

/** Where an incident came from: "tool:fetch_page". The name may hold colons of its own. */
export function sourceOf({ source }: Pick<Incident, 'source'>): { kind: string; name: string } {
  const colon = source.indexOf(':');
  return { kind: source.slice(0, colon), name: source.slice(colon + 1) };
}
