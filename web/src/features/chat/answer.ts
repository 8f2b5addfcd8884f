import type { StreamEvent } from '@pilothouse/client';

import {
  startedTool,
  toolsIn,
  withText,
  withTool,
  withWholeText,
  type Citation,
  type Part,
  type ToolPart,
} from './parts';

/** How far an answer is. `sending`: the server has not taken the message yet. */
export type Phase =
  'sending' | 'queued' | 'running' | 'waiting' | 'complete' | 'stopped' | 'failed' | 'interrupted' | 'unsent';

export interface AnswerError {
  code: string;
  message: string;
  retryable: boolean;
}

/** What an answer took, once it is over. */
export interface Figures {
  model: string | null;
  cost_usd: string | null;
  input_tokens: number;
  output_tokens: number;
  cached_input_tokens: number;
  first_token_ms: number | null;
  duration_ms: number | null;
}

/** An answer as its events have told it so far. */
export interface Answer {
  phase: Phase;
  parts: Part[];
  /** Of the answer as a whole, beside those of its tools. */
  citations: Citation[];
  error: AnswerError | null;
  figures: Figures | null;
  /** The event it stands at; a stream goes on after it. */
  seq: number;
}

/** An answer of which nothing is known yet. */
export function newAnswer(phase: Phase): Answer {
  return { phase, parts: [], citations: [], error: null, figures: null, seq: 0 };
}

/** Whether nothing more will come by itself. */
export function isOver(phase: Phase): boolean {
  return !['sending', 'queued', 'running', 'waiting'].includes(phase);
}

type Data = StreamEvent['data'];

/** Bring one event of the turn's stream into the answer. One that was brought in before changes nothing. */
export function applyEvent(answer: Answer, { name, data, seq }: StreamEvent): Answer {
  return seq <= answer.seq ? answer : { ...apply(answer, name, data), seq };
}

function apply(answer: Answer, type: string, data: Data): Answer {
  const { parts } = answer;
  const callId = String(data.call_id);
  switch (type) {
    case 'start':
      return started(answer, data);
    case 'text':
      return { ...answer, phase: 'running', parts: withText(parts, String(data.text)) };
    case 'tool_start':
      return { ...answer, phase: 'running', parts: withStart(parts, data) };
    case 'tool_progress':
      return { ...answer, parts: withTool(parts, callId, { progress: progressOf(data) }) };
    case 'tool_result':
      return { ...answer, phase: 'running', parts: withTool(parts, callId, resultOf(data)) };
    case 'approval':
      return { ...answer, parts: withApproval(parts, data) };
    case 'emitted':
      return data.name === 'citation' ? { ...answer, citations: [...answer.citations, data.data as Citation] } : answer;
    case 'complete':
      return completed(answer, data);
    case 'error':
      return failed(answer, data);
    default:
      return answer; // What a later server adds is not for this page.
  }
}

/** The first `start` may belong to a turn that still waits its turn; a later one says that it goes on. */
function started(answer: Answer, data: Data): Answer {
  const parts = typeof data.text === 'string' ? withWholeText(answer.parts, data.text) : answer.parts;
  if (data.resumed !== true) return { ...answer, parts, phase: answer.phase === 'sending' ? 'running' : answer.phase };
  return { ...answer, parts: reopened(parts), phase: 'running', error: null };
}

/** Calls that were cut off begin again when the turn goes on; until they say so they are at work. */
function reopened(parts: Part[]): Part[] {
  return parts.map((part) => (part.type === 'tool' && part.state === 'stopped' ? { ...part, state: 'running' } : part));
}

function withStart(parts: Part[], data: Data): Part[] {
  const tool = startedTool(String(data.call_id), String(data.name), (data.arguments ?? {}) as ToolPart['arguments']);
  const known = toolsIn(parts).findLast(({ call_id: id }) => id === tool.call_id);
  const goesOn = known && !['ok', 'failed'].includes(known.state);
  return goesOn ? withTool(parts, tool.call_id, { state: 'running' }) : [...parts, tool];
}

function withApproval(parts: Part[], data: Data): Part[] {
  const known = toolsIn(parts).some((tool) => tool.call_id === data.call_id && !['ok', 'failed'].includes(tool.state));
  return withTool(known ? parts : withStart(parts, data), String(data.call_id), {
    state: 'waiting',
    arguments: (data.arguments ?? {}) as ToolPart['arguments'],
    approval_id: asText(data.approval_id),
    note: asText(data.note),
  });
}

function resultOf(data: Data): Partial<ToolPart> {
  return {
    state: data.ok === true ? 'ok' : 'failed',
    summary: asText(data.summary) ?? '',
    duration_s: asNumber(data.duration_s),
    output: data.output ?? null,
    artifacts: (data.artifacts ?? []) as ToolPart['artifacts'],
    citations: (data.citations ?? []) as Citation[],
    navigate: asText(data.navigate),
    progress: null,
  };
}

function progressOf(data: Data): ToolPart['progress'] {
  return { fraction: asNumber(data.fraction) ?? 0, message: asText(data.message) ?? '' };
}

/** The server's own text is the last word: should a piece have gone astray, it stands in its place now. */
function completed(answer: Answer, data: Data): Answer {
  const whole = typeof data.text === 'string' ? withWholeText(answer.parts, data.text) : answer.parts;
  const phase = data.state === 'waiting' ? 'waiting' : data.state === 'stopped' ? 'stopped' : 'complete';
  const parts = phase === 'waiting' ? whole : settled(whole);
  return { ...answer, phase, parts, error: null, figures: figuresOf(data) };
}

function failed(answer: Answer, data: Data): Answer {
  return {
    ...answer,
    phase: data.state === 'interrupted' ? 'interrupted' : 'failed',
    parts: settled(answer.parts),
    figures: figuresOf(data),
    error: {
      code: asText(data.code) ?? 'failed',
      message: asText(data.message) ?? 'The answer broke off.',
      retryable: data.retryable === true,
    },
  };
}

/** Nothing is at work any more. */
function settled(parts: Part[]): Part[] {
  return parts.map((part) =>
    part.type === 'tool' && ['running', 'waiting'].includes(part.state) ? { ...part, state: 'stopped' } : part,
  );
}

function figuresOf(data: Data): Figures {
  return readFigures(data.model, data.cost_usd, data.usage, data.timing);
}

/** Read what an answer took, from its last event or from its stored message. */
export function readFigures(model: unknown, costUsd: unknown, usage: unknown, timing: unknown): Figures {
  const used = (usage ?? {}) as Data;
  const took = (timing ?? {}) as Data;
  return {
    model: asText(model),
    cost_usd: asText(costUsd),
    input_tokens: asNumber(used.input_tokens) ?? 0,
    output_tokens: asNumber(used.output_tokens) ?? 0,
    cached_input_tokens: asNumber(used.cached_input_tokens) ?? 0,
    first_token_ms: asNumber(took.first_token_ms),
    duration_ms: asNumber(took.duration_ms),
  };
}

function asText(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function asNumber(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}
