import type { Action, Family, Where } from '@/lib/api/security';
import type { Tone } from '@/ui/status/Status';

/** Families of findings, as people call them. */
export const FAMILIES: Record<Family, string> = {
  prompt_injection: 'Prompt injection',
  secrets: 'Secrets',
  pii: 'Personal data',
  malware: 'Malware',
  links: 'Unsafe links',
  other: 'Other',
};

/** Places where texts are read. */
export const PLACES: Record<Where, string> = {
  prompt: 'Prompts',
  answer: 'Answers',
  tool_arguments: 'Tool arguments',
  tool_result: 'Tool results',
  tool_description: 'Tool descriptions',
  upload: 'Uploads',
  memory: 'Memory',
};

interface ActionWords {
  label: string;
  /** Of an event that met it. */
  past: string;
  tone: Tone;
  meaning: string;
}

/** What can be done about a finding, mildest first. */
export const ACTIONS: Record<Action, ActionWords> = {
  off: { label: 'Off', past: 'Passed over', tone: 'queued', meaning: 'Nothing is noted and nothing changes.' },
  monitor: {
    label: 'Monitor',
    past: 'Monitored',
    tone: 'queued',
    meaning: 'It is listed here. The text goes on as it is.',
  },
  flag: {
    label: 'Flag',
    past: 'Flagged',
    tone: 'attention',
    meaning: 'It is listed, and the model is told that a prompt or a tool result is not to be trusted.',
  },
  redact: {
    label: 'Redact',
    past: 'Redacted',
    tone: 'done',
    meaning: 'It is listed, and a placeholder stands where the value stood.',
  },
  block: { label: 'Block', past: 'Blocked', tone: 'failed', meaning: 'It is listed, and the text goes no further.' },
};

/** Families whose values a placeholder can stand for, and which are never shown in clear. */
export const VALUES: readonly Family[] = ['secrets', 'pii'];

/** The status of an event. */
export function statusOf(action: Action): { label: string; tone: Tone } {
  return { label: ACTIONS[action].past, tone: ACTIONS[action].tone };
}

/** Write a confidence of 0 to 1: "83 % sure". */
export function sureText(confidence: number): string {
  return `${Math.round(confidence * 100)} % sure`;
}
