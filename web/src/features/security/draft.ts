import type { Action, Family, Where } from '@/lib/api/security';

import type { Policy, PolicyWrite, Rule, ScopeKind } from './api';
import { ACTIONS, FAMILIES, PLACES } from './words';

/** A place of the matrix: one where texts are read, or null for every place without a rule of its own. */
export type Place = Where | null;

/** A policy as it is being written. */
export interface Draft {
  rules: Rule[];
  least_trust: number | null;
  low_trust_action: PolicyWrite['low_trust_action'];
}

/** What holds for a family in a place. */
export interface Cell {
  /** Null: the standard, which an own rule that is being given up still hides. */
  action: Action | null;
  least_confidence: number | null;
  source: 'standard' | ScopeKind;
}

/** A policy as it stands, to begin from. */
export function draftOf(policy: Policy | undefined): Draft {
  const { rules = [], least_trust: least = null, low_trust_action: action = 'approve' } = policy ?? {};
  return { rules, least_trust: least, low_trust_action: action };
}

/** The draft's own rule for a family in exactly this place. */
export function ownRule({ rules }: Draft, family: Family, place: Place): Rule | undefined {
  return rules.find((rule) => rule.family === family && (rule.where ?? null) === place);
}

/** Return the draft with another rule for a family in a place, or with none. */
export function withRule(draft: Draft, family: Family, place: Place, rule: Rule | null): Draft {
  const others = draft.rules.filter((each) => each !== ownRule(draft, family, place));
  return { ...draft, rules: rule ? [...others, rule] : others };
}

/**
 * Say what would hold under a draft.
 *
 * Args:
 *   policy: the scope's own, as it is saved; undefined where there is none.
 *   above: the organization's, below which agents and tools stand.
 */
export function cellOf(
  draft: Draft,
  kind: ScopeKind,
  policy: Policy | undefined,
  above: Policy,
  family: Family,
  where: Where,
): Cell {
  const own = ownRule(draft, family, where) ?? ownRule(draft, family, null);
  if (own) return { action: own.action, least_confidence: own.least_confidence ?? null, source: kind };
  const base = kind === 'organization' ? (policy ?? above) : above;
  const rule = base.effective.find((each) => each.family === family && each.where === where);
  if (!rule || (kind === 'organization' && rule.source !== 'standard')) {
    return { action: null, least_confidence: null, source: 'standard' };
  }
  return { action: rule.action, least_confidence: rule.least_confidence, source: rule.source };
}

/** Say in words what a draft changes, one line each. */
export function changesIn(before: Draft, after: Draft): string[] {
  const places = [...before.rules, ...after.rules].map(({ family, where }) => [family, where ?? null] as const);
  const unique = [...new Map(places.map((place) => [place.join(), place])).values()];
  const lines = unique.flatMap(([family, place]) => {
    const [old, next] = [ownRule(before, family, place), ownRule(after, family, place)];
    return isSame(old, next) ? [] : [`${nameOf(family, place)}: ${ruleText(old)} → ${ruleText(next)}`];
  });
  const [old, next] = [trustText(before), trustText(after)];
  return old === next ? lines : [...lines, `Trust: ${old} → ${next}`];
}

/** Name a place of the matrix: "Secrets in prompts". */
export function nameOf(family: Family, place: Place): string {
  return `${FAMILIES[family]} ${place === null ? 'everywhere' : `in ${PLACES[place].toLowerCase()}`}`;
}

/** Which drafts are the same policy. */
export function isSameDraft(before: Draft, after: Draft): boolean {
  return changesIn(before, after).length === 0;
}

function isSame(old: Rule | undefined, next: Rule | undefined): boolean {
  return old?.action === next?.action && old?.least_confidence === next?.least_confidence;
}

function ruleText(rule: Rule | undefined): string {
  return rule ? `${ACTIONS[rule.action].label.toLowerCase()} from ${rule.least_confidence}` : 'no rule';
}

function trustText({ least_trust: least, low_trust_action: action }: Draft): string {
  if (least === null) return 'not asked for';
  return `below ${least} ${action === 'refuse' ? 'refused' : 'needs approval'}`;
}
