import { expect, it } from 'vitest';

import { argumentsOf } from './arguments';

it('lists what a schema asks for', () => {
  const schema = {
    required: ['file'],
    properties: {
      file: { type: 'string', description: 'The file.' },
      grain: { enum: ['day', 'month'] },
      limit: { anyOf: [{ type: 'integer' }, { type: 'null' }] },
    },
  };
  expect(argumentsOf(schema)).toEqual([
    { name: 'file', type: 'string', description: 'The file.', required: true },
    { name: 'grain', type: 'day | month', description: '', required: false },
    { name: 'limit', type: 'integer | null', description: '', required: false },
  ]);
});

it('has nothing to list for a tool without arguments', () => {
  expect(argumentsOf({})).toEqual([]);
});
