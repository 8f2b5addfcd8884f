/** What a field of a JSON Schema is filled in with. */
export type FieldKind = 'text' | 'number' | 'integer' | 'boolean' | 'choice' | 'list' | 'json';

/** One argument of a tool or an agent. */
export interface Field {
  name: string;
  kind: FieldKind;
  /** As people read types: "number", "plain | warm", "list of text". */
  type: string;
  description: string;
  required: boolean;
  /** Absent when the schema gives none. */
  fallback: unknown;
  choices: string[];
  /** What a list holds. */
  item: 'text' | 'number';
}

/** What stands in a form: text as typed, lists one item a line, JSON as text. */
export type FormValues = Record<string, string | boolean>;

export interface ReadForm {
  values: Record<string, unknown>;
  /** Name of a field → what is wrong with it. */
  problems: Record<string, string>;
}

type Schema = Record<string, unknown>;

/** List the fields that a schema of an object describes, required ones first. */
export function fieldsOf(schema: Schema): Field[] {
  const required = Array.isArray(schema.required) ? schema.required : [];
  const fields = Object.entries(asRecord(schema.properties)).map(([name, value]) =>
    fieldOf(name, asRecord(value), required.includes(name), asRecord(schema.$defs)),
  );
  return fields.toSorted((a, b) => Number(b.required) - Number(a.required));
}

/** Fill a form with arguments, or with what the schema gives where there are none. */
export function fillForm(fields: Field[], args: Record<string, unknown>): FormValues {
  return Object.fromEntries(
    fields.map((field) => [
      field.name,
      write(field, Object.hasOwn(args, field.name) ? args[field.name] : field.fallback),
    ]),
  );
}

/** Read the arguments a form holds. Optional fields that are empty are left out. */
export function readForm(fields: Field[], form: FormValues): ReadForm {
  const read: ReadForm = { values: {}, problems: {} };
  for (const field of fields) {
    const given = form[field.name] ?? '';
    if (typeof given === 'string' && given.trim() === '') {
      if (field.required && field.kind !== 'text') read.problems[field.name] = 'Fill this in.';
      else if (field.required) read.values[field.name] = '';
      continue;
    }
    const result = readOne(field, given);
    if ('problem' in result) read.problems[field.name] = result.problem;
    else read.values[field.name] = result.value;
  }
  return read;
}

type One = { value: unknown } | { problem: string };

function readOne(field: Field, given: string | boolean): One {
  if (typeof given === 'boolean') return { value: given };
  switch (field.kind) {
    case 'number':
    case 'integer':
      return readNumber(given, field.kind === 'integer');
    case 'list':
      return readList(given, field.item);
    case 'json':
      return readJson(given);
    case 'boolean':
      return { value: given === 'true' };
    default:
      return { value: given };
  }
}

function readNumber(text: string, isWhole: boolean): One {
  const value = Number(text.trim());
  if (!Number.isFinite(value)) return { problem: 'Write a number.' };
  if (isWhole && !Number.isInteger(value)) return { problem: 'Write a whole number.' };
  return { value };
}

function readList(text: string, item: Field['item']): One {
  const lines = text.split('\n').map((line) => line.trim());
  const items = lines.filter((line) => line !== '');
  if (item === 'text') return { value: items };
  const numbers = items.map(Number);
  return numbers.every(Number.isFinite) ? { value: numbers } : { problem: 'Write one number a line.' };
}

function readJson(text: string): One {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return { problem: 'This is not valid JSON.' };
  }
}

function write(field: Field, value: unknown): string | boolean {
  if (field.kind === 'boolean') return value === true;
  if (value === undefined || value === null) return '';
  if (field.kind === 'json') return JSON.stringify(value, null, 2);
  if (field.kind === 'list') return Array.isArray(value) ? value.map(String).join('\n') : '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function fieldOf(name: string, given: Schema, required: boolean, defs: Schema): Field {
  const schema = withoutNull(resolve(given, defs), defs);
  const items = resolve(asRecord(schema.items), defs);
  return {
    name,
    kind: kindOf(schema, items),
    type: typeOf(schema, items),
    description: typeof given.description === 'string' ? given.description : '',
    required,
    fallback: given.default,
    choices: choicesOf(schema),
    item: isNumber(items.type) ? 'number' : 'text',
  };
}

function kindOf(schema: Schema, items: Schema): FieldKind {
  if (choicesOf(schema).length > 0) return 'choice';
  if (schema.type === 'string') return 'text';
  if (schema.type === 'number' || schema.type === 'integer' || schema.type === 'boolean') return schema.type;
  if (schema.type === 'array' && (items.type === 'string' || isNumber(items.type))) return 'list';
  return 'json';
}

function typeOf(schema: Schema, items: Schema): string {
  const choices = choicesOf(schema);
  if (choices.length > 0) return choices.join(' | ');
  const names: Record<string, string> = { string: 'text', integer: 'whole number', boolean: 'yes or no' };
  const name = (type: unknown): string => (typeof type === 'string' ? (names[type] ?? type) : 'JSON');
  return schema.type === 'array' ? `list of ${name(items.type)}` : name(schema.type);
}

function choicesOf(schema: Schema): string[] {
  if (Array.isArray(schema.enum)) return schema.enum.every((each) => typeof each === 'string') ? schema.enum : [];
  return typeof schema.const === 'string' ? [schema.const] : [];
}

/** Of a value or nothing, the value: an empty field says "nothing". */
function withoutNull(schema: Schema, defs: Schema): Schema {
  const options = [schema.anyOf, schema.oneOf].find(Array.isArray) as unknown[] | undefined;
  if (options) {
    const rest = options.map((each) => resolve(asRecord(each), defs)).filter(({ type }) => type !== 'null');
    return rest.length === 1 && rest[0] ? rest[0] : schema;
  }
  if (!Array.isArray(schema.type)) return schema;
  const types = schema.type.filter((type) => type !== 'null');
  return types.length === 1 ? { ...schema, type: types[0] as unknown } : schema;
}

function resolve(schema: Schema, defs: Schema): Schema {
  const name = typeof schema.$ref === 'string' ? /^#\/\$defs\/(.+)$/.exec(schema.$ref)?.[1] : undefined;
  return name === undefined ? schema : asRecord(defs[name]);
}

function isNumber(type: unknown): boolean {
  return type === 'number' || type === 'integer';
}

function asRecord(value: unknown): Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Schema) : {};
}
