import type { Policy, ScopeKind } from './api';

/** Whom a policy is for. */
export interface Scope {
  kind: ScopeKind;
  /** Name of the agent or tool; "-" for the organization. */
  id: string;
}

export const ORGANIZATION: Scope = { kind: 'organization', id: '-' };

/** Read "agent:buddy" from the address; what it cannot mean is the organization. */
export function scopeIn(text: string | undefined): Scope {
  const [, kind, id] = /^(agent|tool):(.+)$/s.exec(text ?? '') ?? [];
  return kind && id ? { kind: kind as ScopeKind, id } : ORGANIZATION;
}

/** Write a scope into the address. */
export function textOfScope({ kind, id }: Scope): string | undefined {
  return kind === 'organization' ? undefined : `${kind}:${id}`;
}

/** Name a scope: "The whole organization", "Agent buddy". */
export function nameOfScope({ kind, id }: Scope): string {
  if (kind === 'organization') return 'The whole organization';
  return `${kind === 'agent' ? 'Agent' : 'Tool'} ${id}`;
}

/** The policy of a scope, where there is one. */
export function policyOf(policies: Policy[], { kind, id }: Scope): Policy | undefined {
  return policies.find((policy) => policy.scope_kind === kind && policy.scope_id === id);
}
