import { getNamedType, isObjectType, type GraphQLObjectType, type GraphQLOutputType } from 'graphql';

/** An id as clients see it: a prefix and 26 characters. */
export const PUBLIC_ID = /\b[a-z]{2,6}_[0-9a-hjkmnp-tv-z]{26}\b/g;

/** What a walk over an answer meets: a field that has a value. */
export interface AnsweredField {
  coordinate: string;
  typeName: string;
  value: unknown;
}

/** Every field of an answer that is not null, by what the schema calls it; selections have no aliases. */
export function* answeredFields(type: GraphQLOutputType, value: unknown): Generator<AnsweredField> {
  const named = getNamedType(type);
  if (value === null || value === undefined || !isObjectType(named)) return;
  if (Array.isArray(value)) {
    for (const each of value) yield* answeredFields(type, each);
    return;
  }
  yield* fieldsOf(named, value as Record<string, unknown>);
}

function* fieldsOf(type: GraphQLObjectType, value: Record<string, unknown>): Generator<AnsweredField> {
  for (const [name, answered] of Object.entries(value)) {
    const field = type.getFields()[name];
    // An empty list shows nothing of its field; that a payload has no errors is what it should say.
    const isEmpty = Array.isArray(answered) && answered.length === 0 && name !== 'errors';
    if (!field || answered === null || isEmpty) continue;
    yield { coordinate: `${type.name}.${name}`, typeName: type.name, value: answered };
    yield* answeredFields(field.type, answered);
  }
}

/** The ids in anything that can be printed as JSON. */
export function idsIn(value: unknown): Set<string> {
  return new Set(JSON.stringify(value ?? null).match(PUBLIC_ID) ?? []);
}

/** The value with every id replaced by `as` of it. */
export function withIds<Value>(value: Value, as: (id: string) => string): Value {
  return JSON.parse(JSON.stringify(value).replaceAll(PUBLIC_ID, (id) => as(id))) as Value;
}
