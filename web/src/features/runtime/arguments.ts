/** One argument of a tool, read from its JSON Schema. */
export interface ToolArgument {
  name: string;
  type: string;
  description: string;
  required: boolean;
}

/** List the arguments a schema describes; what it leaves out is left out here. */
export function argumentsOf(schema: Record<string, unknown>): ToolArgument[] {
  const properties = asRecord(schema.properties);
  const required = Array.isArray(schema.required) ? schema.required : [];
  return Object.entries(properties).map(([name, value]) => {
    const property = asRecord(value);
    return {
      name,
      type: typeOf(property),
      description: typeof property.description === 'string' ? property.description : '',
      required: required.includes(name),
    };
  });
}

function typeOf(property: Record<string, unknown>): string {
  if (Array.isArray(property.enum)) return property.enum.map(String).join(' | ');
  if (typeof property.type === 'string') return property.type;
  if (Array.isArray(property.type)) return property.type.join(' | ');
  const options = [property.anyOf, property.oneOf].find(Array.isArray) as unknown[] | undefined;
  return options?.map((option) => typeOf(asRecord(option))).join(' | ') ?? 'any';
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
