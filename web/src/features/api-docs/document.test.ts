import { describe, expect, it } from 'vitest';

import { curlOf } from './call';
import { matching, operationsOf, type OpenApiDocument } from './document';

const ANSWERS = { 200: { description: 'The answer', content: { 'application/json': {} } }, 404: {} };

const DOCUMENT: OpenApiDocument = {
  info: { version: '1' },
  paths: {
    '/health/live': { get: { responses: ANSWERS } },
    '/api/v1/things/{thing_id}': {
      patch: {
        tags: ['things'],
        description: 'Change a thing.\n\nIt is seen\nat once.',
        security: [{ bearer: [] }],
        parameters: [
          { name: 'thing_id', in: 'path', required: true, schema: { type: 'string' } },
          { name: 'dry', in: 'query', description: 'Only try.', schema: { type: 'boolean' } },
        ],
        requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/ThingUpdate' } } } },
        responses: ANSWERS,
      },
    },
    '/api/v1/stream': { get: { tags: ['events'], responses: { 200: { content: { 'text/event-stream': {} } } } } },
  },
  components: {
    schemas: {
      ThingUpdate: {
        type: 'object',
        required: ['colour'],
        properties: { size: { type: 'integer' }, colour: { $ref: '#/components/schemas/Colour' } },
      },
      Colour: { type: 'string', enum: ['red', 'blue'] },
    },
  },
};

const [stream, change] = operationsOf(DOCUMENT);

describe('operations', () => {
  it('are those of the API, by what they are about', () => {
    expect(operationsOf(DOCUMENT).map(({ id, tag }) => [tag, id])).toEqual([
      ['events', 'GET /stream'],
      ['things', 'PATCH /things/{thing_id}'],
    ]);
  });

  it('say what they do, take and answer', () => {
    expect(change).toMatchObject({
      title: 'Change a thing.',
      words: 'It is seen\nat once.',
      needsCredential: true,
      body: 'json',
      canTry: true,
      pathFields: [{ name: 'thing_id', required: true }],
      queryFields: [{ name: 'dry', kind: 'boolean', description: 'Only try.' }],
      answers: [{ status: '200', words: 'The answer' }, { status: '404' }],
    });
  });

  it('have fields that are described elsewhere in the document, required ones first', () => {
    expect(change?.bodyFields).toMatchObject([
      { name: 'colour', kind: 'choice', choices: ['red', 'blue'] },
      { name: 'size', kind: 'integer' },
    ]);
  });

  it('that answer with events are not tried in the page', () => {
    expect(stream?.canTry).toBe(false);
  });

  it.each(['patch thing', 'CHANGE', 'once things'])('are found by the words %j', (search) => {
    expect(matching(operationsOf(DOCUMENT), search)).toEqual([change]);
  });
});

describe('the command for a terminal', () => {
  it('quotes what a shell would read otherwise, and holds no key', () => {
    const call = { path: { thing_id: 'a b/c' }, query: { dry: true }, body: { colour: "it's" } };
    expect(change && curlOf(change, call)).toBe(
      'curl -X PATCH -H "Authorization: Bearer $PILOTHOUSE_API_KEY" -H "Content-Type: application/json" ' +
        `-d '{"colour":"it'\\''s"}' '${location.origin}/api/v1/things/a%20b%2Fc?dry=true'`,
    );
  });
});
