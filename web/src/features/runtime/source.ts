import type { schemas } from '@pilothouse/client';

const KINDS: Record<schemas.SourceRead['kind'], string> = {
  builtin: 'comes with Pilothouse',
  package: 'an installed package',
  project: 'your project',
  code: 'registered in code',
};

/** Say where a tool or an agent comes from: "your project, tools/letters.py". */
export function sourceOf({ kind, path, module }: schemas.SourceRead): string {
  return `${KINDS[kind]}, ${path ?? module}`;
}
