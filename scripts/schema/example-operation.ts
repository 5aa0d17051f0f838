import {
  getNamedType,
  isCompositeType,
  isNonNullType,
  isObjectType,
  print,
  parse,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';

/** The types that operations start from. */
export type RootName = 'Query' | 'Mutation' | 'Subscription';

/** How many fields an example shows of a type, and how far down. */
const MOST_FIELDS = 5;
const DEEPEST = 2;

/** An operation that asks for the field with its first few fields; what must be given is a variable. */
export function exampleOf(api: GraphQLSchema, root: RootName, fieldName: string): string {
  const field = (api.getType(root) as GraphQLObjectType).getFields()[fieldName]!;
  const isPage = field.args.some(({ name }) => name === 'first');
  const given = field.args.filter(
    ({ type, defaultValue, name }) => (isNonNullType(type) && defaultValue === undefined) || (isPage && name === 'first'),
  );
  const name = fieldName.charAt(0).toUpperCase() + fieldName.slice(1);
  const variables = given.map((each) => `$${each.name}: ${String(each.type)}`);
  const args = given.map((each) => `${each.name}: $${each.name}`);
  const inBrackets = (parts: readonly string[]): string => (parts.length > 0 ? `(${parts.join(', ')})` : '');
  const text = `${root.toLowerCase()} ${name}${inBrackets(variables)} { ${fieldName}${inBrackets(args)} ${selection(getNamedType(field.type), 0)} }`;
  return print(parse(text));
}

function selection(type: GraphQLNamedType, depth: number): string {
  if (!isCompositeType(type)) return '';
  if (!isObjectType(type)) return '{ __typename }';
  const fields = Object.values(type.getFields());
  const chosen = pageFields(fields) ?? [
    ...fields.filter(isAskable).filter((field) => isPlain(field)),
    ...(depth < DEEPEST
      ? fields
          .filter(isAskable)
          .filter((field) => !isPlain(field))
          .slice(0, 1)
      : []),
  ];
  const shown = trimmed(chosen);
  if (shown.length === 0) return '{ __typename }';
  // The rows of a page stand where the page stands.
  const below = isPageLike(type) ? depth : depth + 1;
  return `{ ${shown.map((field) => `${field.name} ${selection(getNamedType(field.type), below)}`).join(' ')} }`;
}

function pageFields(fields: readonly GraphQLField<unknown, unknown>[]): GraphQLField<unknown, unknown>[] | undefined {
  const names = new Set(fields.map(({ name }) => name));
  if (names.has('edges') && names.has('pageInfo')) return fields.filter(({ name }) => ['edges', 'pageInfo'].includes(name));
  if (names.has('node') && names.has('cursor')) return fields.filter(({ name }) => name === 'node');
  return undefined;
}

function isPageLike(type: GraphQLObjectType): boolean {
  return pageFields(Object.values(type.getFields())) !== undefined;
}

// Refusals are always worth asking for.
function trimmed(fields: readonly GraphQLField<unknown, unknown>[]): GraphQLField<unknown, unknown>[] {
  const kept = fields.slice(0, MOST_FIELDS);
  const errors = fields.find(({ name }) => name === 'errors');
  return errors && !kept.includes(errors) ? [...kept.slice(0, -1), errors] : kept;
}

function isAskable(field: GraphQLField<unknown, unknown>): boolean {
  return !field.args.some(({ type, defaultValue }) => isNonNullType(type) && defaultValue === undefined);
}

function isPlain(field: GraphQLField<unknown, unknown>): boolean {
  return !isCompositeType(getNamedType(field.type));
}
