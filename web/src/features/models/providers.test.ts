import { describe, expect, it } from 'vitest';

import { createOf, emptyConnection, healthOf, keysIn, modelsIn, modelsText, problemsIn } from './providers';

describe('a new connection', () => {
  it('needs its key, its name and what its type asks for', () => {
    expect(problemsIn(emptyConnection('openai'))).toHaveProperty('keys');
    expect(Object.keys(problemsIn({ ...emptyConnection('azure'), name: ' ' }))).toEqual(['name', 'keys', 'base_url']);
    expect(problemsIn({ ...emptyConnection('openai'), keys: 'k', weight: '0' })).toHaveProperty('weight');
  });

  it('needs no key where servers have none', () => {
    const form = { ...emptyConnection('openai_compatible'), fields: { base_url: 'http://models/v1' } };
    expect(problemsIn(form)).toEqual({});
  });

  it('is sent as the server wants it', () => {
    const form = {
      ...emptyConnection('azure'),
      keys: ' one \n\ntwo\n',
      fields: { base_url: ' https://x.example ', api_version: '' },
      models: 'gpt-4o = prod\nother',
      weight: '3',
    };
    expect(createOf(form)).toEqual({
      type: 'azure',
      name: 'azure',
      api_keys: ['one', 'two'],
      base_url: 'https://x.example',
      options: {},
      models: { 'gpt-4o': 'prod', other: 'other' },
      weight: 3,
    });
  });

  it('takes a service account as the one key it is', () => {
    expect(keysIn({ type: 'vertex', keys: '{\n "type": "service_account"\n}' })).toHaveLength(1);
  });
});

describe('names of models', () => {
  it('are read as they are written', () => {
    const models = { 'gpt-4o': 'prod', other: 'other' };
    expect(modelsIn(modelsText(models))).toEqual(models);
  });

  it('are all when none is given', () => {
    expect(modelsIn(' \n')).toBeNull();
    expect(modelsText(null)).toBe('');
  });
});

describe('healthOf', () => {
  it('adds calls, and takes the median of the busiest model', () => {
    const health = { failed: 1, success_rate: 0, first_byte_ms: 5 };
    const sums = healthOf([
      { ...health, model: 'a', calls: 3, median_ms: 10 },
      { ...health, model: 'b', calls: 9, median_ms: 20 },
    ]);
    expect(sums).toEqual({ calls: 12, failed: 2, medianMs: 20, firstByteMs: 5 });
  });

  it('of no calls is unknown', () => {
    expect(healthOf([])).toEqual({ calls: 0, failed: 0, medianMs: null, firstByteMs: null });
  });
});
