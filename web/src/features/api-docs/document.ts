import { fieldsOf, type Field } from '@/lib/schema/fields';

/** One method of one address, as the page shows it. */
export interface Operation {
  /** "POST /missions". */
  id: string;
  tag: string;
  method: Method;
  /** Below `/api/v1/`, with its names in braces. */
  path: string;
  /** The first sentence of what it does, and the rest. */
  title: string;
  words: string;
  needsCredential: boolean;
  isDeprecated: boolean;
  pathFields: Field[];
  queryFields: Field[];
  bodyFields: Field[];
  body: BodyKind;
  answers: Answer[];
  /** Events and files are not shown in the page. */
  canTry: boolean;
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
export type BodyKind = 'none' | 'json' | 'file';

export interface Answer {
  status: string;
  words: string;
}

type Schema = Record<string, unknown>;
type Schemas = Record<string, Schema>;

interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  description?: string;
  schema: Schema;
}

interface OperationObject {
  tags?: string[];
  summary?: string;
  description?: string;
  deprecated?: boolean;
  security?: unknown[];
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, { description?: string; content?: Record<string, unknown> }>;
}

/** As much of an OpenAPI document as is read. */
export interface OpenApiDocument {
  info: { version: string };
  paths: Record<string, Record<string, OperationObject>>;
  components?: { schemas?: Schemas };
}

const PREFIX = '/api/v1/';
const JSON_TYPE = 'application/json';

/** List the operations of the API in the order of their tags, then as the document has them. */
export function operationsOf(document: OpenApiDocument): Operation[] {
  const { paths, components } = relocated(document);
  const schemas = components?.schemas ?? {};
  const operations = Object.entries(paths)
    .filter(([path]) => path.startsWith(PREFIX))
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => read(schemas, path, method, operation)),
    );
  return operations.toSorted((a, b) => a.tag.localeCompare(b.tag));
}

/** Keep the operations in whose address or words every word of a search stands. */
export function matching(operations: Operation[], search: string): Operation[] {
  const wanted = search.toLowerCase().split(/\s+/).filter(Boolean);
  return operations.filter(({ id, tag, title, words }) => {
    const text = `${id} ${tag} ${title} ${words}`.toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}

function read(schemas: Schemas, path: string, method: string, operation: OperationObject): Operation {
  const short = path.slice(PREFIX.length);
  const verb = method.toUpperCase() as Method;
  const [title = '', ...rest] = (operation.description ?? operation.summary ?? '').split('\n\n');
  const content = operation.requestBody?.content ?? {};
  const given = (place: string) => fieldsAt(schemas, operation.parameters ?? [], place);
  const succeeds = Object.entries(operation.responses).filter(([status]) => status.startsWith('2'));
  return {
    id: `${verb} /${short}`,
    tag: operation.tags?.[0] ?? 'other',
    method: verb,
    path: short,
    title: title.replaceAll('\n', ' '),
    words: rest.join('\n\n'),
    needsCredential: (operation.security ?? []).length > 0,
    isDeprecated: operation.deprecated === true,
    pathFields: given('path'),
    queryFields: given('query'),
    bodyFields: fieldsOf({ ...schemaOf(schemas, content[JSON_TYPE]?.schema ?? {}), $defs: schemas }),
    body: JSON_TYPE in content ? 'json' : Object.keys(content).length > 0 ? 'file' : 'none',
    answers: Object.entries(operation.responses).map(([status, { description }]) => ({
      status,
      words: description ?? '',
    })),
    canTry: succeeds.every(([, { content: type }]) => type === undefined || JSON_TYPE in type),
  };
}

function fieldsAt(schemas: Schemas, parameters: Parameter[], place: string): Field[] {
  const here = parameters.filter((parameter) => parameter.in === place);
  return fieldsOf({
    properties: Object.fromEntries(
      here.map(({ name, description, schema }) => [name, { ...schema, description: description ?? '' }]),
    ),
    required: here.filter(({ required }) => required).map(({ name }) => name),
    $defs: schemas,
  });
}

/** The body's own schema: forms refer to it by name, also where they may be left out. */
function schemaOf(schemas: Schemas, schema: Schema): Schema {
  const options = Array.isArray(schema.anyOf) ? (schema.anyOf as Schema[]) : [schema];
  const name = options.map(({ $ref }) => $ref).find((ref) => typeof ref === 'string');
  return name === undefined ? schema : (schemas[name.slice('#/$defs/'.length)] ?? {});
}

/** A document whose references read as JSON Schema itself has them. */
function relocated<T>(document: T): T {
  return JSON.parse(JSON.stringify(document).replaceAll('#/components/schemas/', '#/$defs/')) as T;
}
