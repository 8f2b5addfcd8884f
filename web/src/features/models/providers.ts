import type { Tone } from '@/ui/status/Status';

import type { Breaker, Connection, ConnectionCreate, ConnectionUpdate, Health, Provider } from './api';

/** How a connection is doing, in words and tone. */
export const STATES: Record<Provider['state'], { label: string; tone: Tone }> = {
  up: { label: 'Healthy', tone: 'done' },
  idle: { label: 'Ready', tone: 'queued' },
  degraded: { label: 'Partly resting', tone: 'attention' },
  down: { label: 'Resting', tone: 'failed' },
  unusable: { label: 'Not usable', tone: 'failed' },
};

/** What a breaker does, in words and tone. */
export const BREAKERS: Record<Breaker['state'], { label: string; tone: Tone }> = {
  closed: { label: 'Answering', tone: 'done' },
  half_open: { label: 'On trial', tone: 'attention' },
  open: { label: 'Left alone', tone: 'failed' },
};

/** One thing to fill in for a type of provider. */
export interface ProviderField {
  /** Where it goes: the address, or an option of that name. */
  name: string;
  label: string;
  description?: string;
  placeholder?: string;
  isRequired?: boolean;
}

export interface ProviderType {
  label: string;
  /** Whether a key is needed, or may be given; a document is one key of many lines. */
  key: 'required' | 'optional' | 'document';
  keyHint?: string;
  fields: ProviderField[];
  /** Said under the type, where it matters. */
  note?: string;
}

const ADDRESS = 'base_url';

const GOOGLE_PLACE: ProviderField[] = [
  { name: 'project', label: 'Project', placeholder: 'my-project', isRequired: true },
  { name: 'location', label: 'Location', placeholder: 'europe-west1', isRequired: true },
];

/** Types of providers with what each asks for. A type that is not here is still shown by its name. */
export const PROVIDER_TYPES: Record<string, ProviderType> = {
  openai: {
    label: 'OpenAI',
    key: 'required',
    keyHint: 'sk-…',
    fields: [
      { name: 'organization', label: 'Organization', description: 'Who pays there, if not the key’s own.' },
      { name: 'project', label: 'Project' },
    ],
  },
  anthropic: { label: 'Anthropic', key: 'required', keyHint: 'sk-ant-…', fields: [] },
  openai_compatible: {
    label: 'OpenAI-compatible server',
    key: 'optional',
    fields: [
      {
        name: ADDRESS,
        label: 'Address',
        placeholder: 'https://models.example.com/v1',
        description: 'Up to and with /v1.',
        isRequired: true,
      },
    ],
  },
  azure: {
    label: 'Azure OpenAI',
    key: 'required',
    fields: [
      {
        name: ADDRESS,
        label: 'Endpoint',
        placeholder: 'https://name.openai.azure.com',
        isRequired: true,
      },
      { name: 'api_version', label: 'API version', description: 'A dated version; the v1 API while empty.' },
    ],
    note: 'Not run against the live service.',
  },
  bedrock: {
    label: 'Amazon Bedrock',
    key: 'required',
    keyHint: 'A Bedrock API key, or access key id:secret',
    fields: [{ name: 'region', label: 'Region', placeholder: 'eu-central-1', isRequired: true }],
    note: 'Anthropic’s models alone. Not run against the live service.',
  },
  vertex_anthropic: {
    label: 'Google Vertex AI, Anthropic',
    key: 'document',
    keyHint: 'The JSON of a service account',
    fields: GOOGLE_PLACE,
    note: 'Not run against the live service.',
  },
  vertex: {
    label: 'Google Vertex AI, Gemini',
    key: 'document',
    keyHint: 'The JSON of a service account',
    fields: GOOGLE_PLACE,
    note: 'Not run against the live service.',
  },
  together: { label: 'Together', key: 'required', fields: [] },
};

/** What a type of provider is called. */
export function labelOfType(type: string): string {
  return PROVIDER_TYPES[type]?.label ?? (type === 'builtin' ? 'Built-in' : type);
}

/** What a person fills in for a connection. */
export interface ConnectionForm {
  type: string;
  name: string;
  /** One key per line; several share the calls. */
  keys: string;
  /** Values of the type's own fields. */
  fields: Record<string, string>;
  /** Names served, one per line, "name = provider's name" where they differ; all it is known for while empty. */
  models: string;
  weight: string;
}

export type ConnectionProblems = Record<string, string>;

/** A form for a new connection of a type. */
export function emptyConnection(type: string): ConnectionForm {
  return { type, name: type.replaceAll('_', '-'), keys: '', fields: {}, models: '', weight: '1' };
}

/** A form that holds what a connection is; its keys are not known here. */
export function formOf({ type, name, base_url: address, options, models, weight }: Connection): ConnectionForm {
  const fields = { ...options, [ADDRESS]: address };
  return { type, name, keys: '', fields, models: modelsText(models), weight: String(weight) };
}

/** Say what is wrong with a form, by field; nothing when it can be sent. A connection that is there keeps its keys. */
export function problemsIn(form: ConnectionForm, present?: Connection): ConnectionProblems {
  const { type, name, keys, fields, weight } = form;
  const problems: ConnectionProblems = {};
  const known = PROVIDER_TYPES[type];
  if (!name.trim()) problems.name = 'Give it a name: it stands before its models.';
  if (known && known.key !== 'optional' && !present && !keys.trim()) problems.keys = 'This provider needs a key.';
  for (const { name: field, label, isRequired } of known?.fields ?? []) {
    if (isRequired && !fields[field]?.trim()) problems[field] = `${label} is needed.`;
  }
  if (!/^[1-9]\d{0,3}$/.test(weight.trim())) problems.weight = 'A whole number from 1 to 1000.';
  return problems;
}

/** Whether anything is set that most connections leave as it is. */
export function hasMore({ type, fields, models, weight }: ConnectionForm): boolean {
  const optional = PROVIDER_TYPES[type]?.fields.filter(({ isRequired }) => !isRequired) ?? [];
  return models !== '' || weight !== '1' || optional.some(({ name }) => fields[name]);
}

/** What a connection is made from. */
export function createOf(form: ConnectionForm): ConnectionCreate {
  const { [ADDRESS]: address = '', ...options } = form.fields;
  const given = Object.entries(options).filter(([, value]) => value.trim());
  return {
    type: form.type,
    name: form.name.trim(),
    api_keys: keysIn(form),
    base_url: address.trim(),
    options: Object.fromEntries(given.map(([name, value]) => [name, value.trim()])),
    models: modelsIn(form.models),
    weight: Number(form.weight),
  };
}

/** What changes of a connection: keys only when new ones were given. */
export function updateOf(form: ConnectionForm, present: Connection): ConnectionUpdate {
  const { base_url, options, models, weight, api_keys: keys = [] } = createOf(form);
  const address = base_url === present.base_url ? {} : { base_url };
  return { ...address, options, models: models ?? null, weight, ...(keys.length > 0 ? { api_keys: keys } : {}) };
}

/** Read names of models, one per line; null for none, which means all that the provider is known for. */
export function modelsIn(text: string): Record<string, string> | null {
  const pairs = linesIn(text).map((line) => {
    const [name = '', ...rest] = line.split('=').map((part) => part.trim());
    return [name, rest.join('=') || name] as const;
  });
  return pairs.length > 0 ? Object.fromEntries(pairs) : null;
}

/** Write names of models as `modelsIn` reads them. */
export function modelsText(models: Record<string, string> | null): string {
  return Object.entries(models ?? {})
    .map(([name, own]) => (name === own ? name : `${name} = ${own}`))
    .join('\n');
}

/** The keys of a form: one per line, or the whole of a document. */
export function keysIn({ type, keys }: Pick<ConnectionForm, 'type' | 'keys'>): string[] {
  if (PROVIDER_TYPES[type]?.key !== 'document') return linesIn(keys);
  return keys.trim() ? [keys.trim()] : [];
}

function linesIn(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
}

/** Sums over a connection's models of what the ledger saw of late. */
export interface HealthSum {
  calls: number;
  failed: number;
  /** Of the model with most calls; null while unknown. */
  medianMs: number | null;
  firstByteMs: number | null;
}

/** Add up how a connection's calls went. Medians cannot be added: that of the busiest model stands for all. */
export function healthOf(health: Health[]): HealthSum {
  const busiest = health.toSorted((a, b) => b.calls - a.calls)[0];
  return {
    calls: health.reduce((sum, { calls }) => sum + calls, 0),
    failed: health.reduce((sum, { failed }) => sum + failed, 0),
    medianMs: busiest?.median_ms ?? null,
    firstByteMs: busiest?.first_byte_ms ?? null,
  };
}
