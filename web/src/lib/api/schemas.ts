import type { components } from './schema.gen';

/** A shape as the server's own document has it: what changes there is wrong here at the next check. */
export type Schema<Name extends keyof components['schemas']> = components['schemas'][Name];
