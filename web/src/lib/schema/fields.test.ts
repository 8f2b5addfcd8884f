import { describe, expect, it } from 'vitest';

import { fieldsOf, fillForm, readForm } from './fields';

const SCHEMA = {
  type: 'object',
  required: ['to', 'rows'],
  properties: {
    urgent: { type: 'boolean', default: false },
    to: { type: 'string', description: 'who gets it' },
    rows: { type: 'array', items: { type: 'integer' } },
    tone: { $ref: '#/$defs/Tone', default: 'plain' },
    share: { anyOf: [{ type: 'number' }, { type: 'null' }], default: null },
    where: { type: 'object' },
  },
  $defs: { Tone: { enum: ['plain', 'warm'], type: 'string' } },
};

describe('fieldsOf', () => {
  it('lists what is asked for, required ones first', () => {
    expect(fieldsOf(SCHEMA).map(({ name, kind, type, required }) => [name, kind, type, required])).toEqual([
      ['to', 'text', 'text', true],
      ['rows', 'list', 'list of whole number', true],
      ['urgent', 'boolean', 'yes or no', false],
      ['tone', 'choice', 'plain | warm', false],
      ['share', 'number', 'number', false],
      ['where', 'json', 'object', false],
    ]);
  });

  it('has nothing to list where nothing is asked for', () => {
    expect(fieldsOf({})).toEqual([]);
  });
});

describe('a form', () => {
  const fields = fieldsOf(SCHEMA);

  it('gives back the arguments it was filled with', () => {
    const args = { to: 'Ada', rows: [1, 2], tone: 'warm', share: 0.5, urgent: true, where: { x: [1] } };
    expect(readForm(fields, fillForm(fields, args))).toEqual({ values: args, problems: {} });
  });

  it('begins with what the schema gives, and leaves out what is empty', () => {
    const form = fillForm(fields, {});
    expect(readForm(fields, { ...form, to: 'Ada', rows: '1' }).values).toEqual({
      to: 'Ada',
      rows: [1],
      urgent: false,
      tone: 'plain',
    });
  });

  it('says what is wrong where', () => {
    const form = { to: 'Ada', rows: '1\nmany', share: 'half', where: '{' };
    expect(readForm(fields, form).problems).toEqual({
      rows: 'Write one number a line.',
      share: 'Write a number.',
      where: 'This is not valid JSON.',
    });
    expect(readForm(fields, { to: 'Ada' }).problems).toEqual({ rows: 'Fill this in.' });
  });
});
