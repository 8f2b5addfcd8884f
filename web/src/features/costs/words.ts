import type { Dimension, SpendGroup, Sums } from '@/lib/api/spend';
import { formatShare } from '@/lib/format/number';

/** Each dimension as people call one of its values, and many. */
export const DIMENSION_WORDS: Record<Dimension, { one: string; many: string; none: string }> = {
  model: { one: 'Model', many: 'models', none: 'No model' },
  provider: { one: 'Provider', many: 'providers', none: 'No provider' },
  agent: { one: 'Agent', many: 'agents', none: 'No agent' },
  user: { one: 'User', many: 'users', none: 'No user' },
  api_key: { one: 'API key', many: 'API keys', none: 'No API key' },
  team: { one: 'Team', many: 'teams', none: 'In no team' },
};

/** What a group is called: by its name, else its value, else that it has none. */
export function nameOfGroup(group: SpendGroup, by: Dimension): string {
  if (group.is_rest) return `Other ${DIMENSION_WORDS[by].many}`;
  const key = group.key[0];
  return key?.name ?? key?.value ?? DIMENSION_WORDS[by].none;
}

/** Say how a value compares with that of the period before: "12 % over the 30 days before". */
export function changeText(now: number, before: number, period: string): string {
  if (before === 0) return now === 0 ? `nothing in the ${period} before either` : `nothing in the ${period} before`;
  const change = now / before - 1;
  if (Math.abs(change) < 0.005) return `as in the ${period} before`;
  const amount = change > 9 ? `${Math.round(change + 1)} times` : formatShare(Math.abs(change), true);
  return change > 9
    ? `${amount} the ${period} before`
    : `${amount} ${change > 0 ? 'over' : 'under'} the ${period} before`;
}

/** One of the four kinds of tokens that have a price of their own. */
export interface TokenKind {
  name: string;
  tokens: number;
}

/** Split tokens into the kinds that are paid differently; together they are all tokens of the calls. */
export function tokenKinds(sums: Sums): TokenKind[] {
  const fresh = sums.input_tokens - sums.cached_input_tokens - sums.cache_write_tokens;
  return [
    { name: 'Fresh input', tokens: Math.max(0, fresh) },
    { name: 'Input from cache', tokens: sums.cached_input_tokens },
    { name: 'Written to cache', tokens: sums.cache_write_tokens },
    { name: 'Output', tokens: sums.output_tokens },
  ];
}

/** Share of the input that came from a provider's cache; null without input. */
export function cacheShare({ input_tokens, cached_input_tokens }: Sums): number | null {
  return input_tokens > 0 ? cached_input_tokens / input_tokens : null;
}
