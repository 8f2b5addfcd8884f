/** An artifact as an answer names it; its content is read by its id. */
export interface ArtifactRef {
  id: string;
  kind: 'markdown' | 'table' | 'chart' | 'image' | 'file';
  name: string;
  title: string;
  media_type: string;
  size_bytes: number;
}

/** Where something was found: an address, or a file with a place in it. */
export interface Citation {
  title: string;
  source: string;
  quote: string;
}

export interface TextPart {
  type: 'text';
  text: string;
}

/** `stopped`: the answer ended while the call was at work. */
export type ToolState = 'running' | 'waiting' | 'ok' | 'failed' | 'stopped';

export interface ToolPart {
  type: 'tool';
  call_id: string;
  name: string;
  arguments: Record<string, unknown>;
  state: ToolState;
  summary: string;
  duration_s: number | null;
  /** Null also when it is too large for the stream. */
  output: unknown;
  artifacts: ArtifactRef[];
  citations: Citation[];
  /** A page the person is offered to open. */
  navigate: string | null;
  /** Share done, 0 to 1, and what is being done. */
  progress: { fraction: number; message: string } | null;
  approval_id: string | null;
  /** Why a person is asked again. */
  note: string | null;
}

/** An answer is text and tools in the order they came. */
export type Part = TextPart | ToolPart;

/** A call that has just begun. */
export function startedTool(callId: string, name: string, args: Record<string, unknown>): ToolPart {
  return {
    type: 'tool',
    call_id: callId,
    name,
    arguments: args,
    state: 'running',
    summary: '',
    duration_s: null,
    output: null,
    artifacts: [],
    citations: [],
    navigate: null,
    progress: null,
    approval_id: null,
    note: null,
  };
}

/** Read the parts of a stored answer; what a later server adds is left out. */
export function readParts(stored: Record<string, unknown>[]): Part[] {
  return stored.flatMap((part): Part[] => {
    if (part.type === 'text') return [{ type: 'text', text: String(part.text) }];
    if (part.type !== 'tool') return [];
    const known = part as Partial<ToolPart>;
    const begun = startedTool(known.call_id ?? '', known.name ?? '', known.arguments ?? {});
    return [{ ...begun, ...known, type: 'tool', state: known.state ?? 'ok' }];
  });
}

/** All text of an answer, as the server joins it. */
export function textOf(parts: Part[]): string {
  return parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
}

/** Add text at the end: to the last text, or as a new one after a tool. */
export function withText(parts: Part[], text: string): Part[] {
  if (text === '') return parts;
  const last = parts.at(-1);
  if (last?.type !== 'text') return [...parts, { type: 'text', text }];
  return [...parts.slice(0, -1), { type: 'text', text: last.text + text }];
}

/**
 * Make the text of an answer equal `text`, leaving the tools and as much of the text as agrees where they stand.
 *
 * Whatever the parts were, `textOf` of the result is `text`.
 */
export function withWholeText(parts: Part[], text: string): Part[] {
  let rest = text;
  let agrees = true;
  const kept = parts.flatMap((part): Part[] => {
    if (part.type !== 'text') return [part];
    const length = agrees ? commonLength(part.text, rest) : 0;
    agrees &&= length === part.text.length;
    rest = rest.slice(length);
    if (length === part.text.length) return [part];
    return length > 0 ? [{ type: 'text', text: part.text.slice(0, length) }] : [];
  });
  return withText(kept, rest);
}

/** Change the last call of an id; ids may come again in a later step. */
export function withTool(parts: Part[], callId: string, change: Partial<ToolPart>): Part[] {
  const place = parts.findLastIndex((part) => part.type === 'tool' && part.call_id === callId);
  return parts.map((part, index) => (index === place && part.type === 'tool' ? { ...part, ...change } : part));
}

/** The tools of an answer, in their order. */
export function toolsIn(parts: Part[]): ToolPart[] {
  return parts.filter((part) => part.type === 'tool');
}

function commonLength(one: string, other: string): number {
  if (other.startsWith(one)) return one.length;
  const limit = Math.min(one.length, other.length);
  let length = 0;
  while (length < limit && one.charCodeAt(length) === other.charCodeAt(length)) length += 1;
  return length;
}
