import {
  getNamedType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
  print,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
} from 'graphql';
import { NESTED_ARGUMENTS } from '../nested-arguments.ts';
import type { ApiOperation } from './contract.ts';

// Hops from the operation's own type; connections, their edges and payloads are no hop.
const DEEPEST = 3;
const MOST_FIELDS = 220;
// What is done once is asked once: as deep as the gateway lets one document go.
const MOST_FIELDS_AT_ONCE = 900;

/** Documents that together ask an operation for everything within three hops; a mutation or subscription for fewer where that is too much, and not for what it skips. */
export function documentsFor(operation: ApiOperation, skips?: Skips): string[] {
  const { kind, field } = operation;
  const variables = field.args.map(({ name, type, defaultValue, astNode }) => {
    const byDefault = defaultValue === undefined ? '' : ` = ${print(astNode!.defaultValue!)}`;
    return `$${name}: ${type}${byDefault}`;
  });
  const given = field.args.map(({ name }) => `${name}: $${name}`).join(', ');
  const head = `${kind}${variables.length > 0 ? ` (${variables.join(', ')})` : ''} { ${field.name}${given && `(${given})`}`;
  const selections = kind === 'query' ? parts(getNamedType(field.type)) : [selectionAtOnce(getNamedType(field.type), skips)];
  return selections.map((selection) => `${head} ${selection} }`);
}

/** Everything of a type within three hops, or fewer, in braces; empty for scalars. */
export function selectionOf(type: ReturnType<typeof getNamedType>, skips?: Skips, deepest = DEEPEST): string {
  return isObjectType(type) ? `{ ${selectionsOf(type, { depth: 0, path: [], skips, deepest }).join(' ')} }` : '';
}

function selectionAtOnce(type: ReturnType<typeof getNamedType>, skips: Skips | undefined): string {
  for (let deepest = DEEPEST; ; deepest -= 1) {
    const selection = selectionOf(type, skips, deepest);
    if (deepest === 1 || fieldsIn(selection) <= MOST_FIELDS_AT_ONCE) return selection;
  }
}

function fieldsIn(selection: string): number {
  return selection.split(/[\s{}]+/).length;
}

/** Whether a field, by its coordinate, is left out. */
export type Skips = (coordinate: string, field: GraphQLField<unknown, unknown>) => boolean;

// A document that asks for too much is refused by the gateway: the fields of the type are dealt out to several.
function parts(type: ReturnType<typeof getNamedType>): string[] {
  if (!isObjectType(type)) return [''];
  const [wrappers, inner] = unwrapped(type);
  const dealt: string[][] = [[]];
  let size = 0;
  for (const selection of selectionsOf(inner, {
    depth: wrappers.length === 0 ? 0 : 1,
    path: [],
    skips: undefined,
    deepest: DEEPEST,
  })) {
    const fields = fieldsIn(selection);
    if (size > 0 && size + fields > MOST_FIELDS) {
      dealt.push([]);
      size = 0;
    }
    dealt.at(-1)!.push(selection);
    size += fields;
  }
  const beside = wrappers.length > 0 ? besideNodes(type) : '';
  return dealt.map((selections, index) => {
    const nested = wrappers.reduceRight((within, name) => `${name} { ${within} }`, selections.join(' '));
    return `{ ${nested} ${index === 0 ? beside : ''} }`;
  });
}

function unwrapped(type: GraphQLObjectType): [readonly string[], GraphQLObjectType] {
  if (!('edges' in type.getFields())) return [[], type];
  const edge = getNamedType(type.getFields()['edges']!.type) as GraphQLObjectType;
  return [['edges', 'node'], getNamedType(edge.getFields()['node']!.type) as GraphQLObjectType];
}

function besideNodes(connection: GraphQLObjectType): string {
  const others = Object.values(connection.getFields()).filter(({ name }) => name !== 'edges');
  return ['edges { cursor }', ...others.map(({ name, type }) => `${name} ${selectionOf(getNamedType(type))}`)].join(' ');
}

function selectionsOf(type: GraphQLObjectType, place: Place): string[] {
  const { depth, skips } = place;
  const path = [...place.path, type.name];
  return Object.values(type.getFields()).flatMap((field) => {
    const given = NESTED_ARGUMENTS[`${type.name}.${field.name}`] ?? '';
    if ((!given && field.args.some(isRequiredArgument)) || skips?.(`${type.name}.${field.name}`, field)) return [];
    const inner = nested(field.type, { ...place, depth: isWrapper(type) ? depth : depth + 1, path });
    return inner === undefined ? [] : [`${field.name}${given}${inner}`];
  });
}

interface Place {
  depth: number;
  path: readonly string[];
  skips: Skips | undefined;
  /** How many hops are followed. */
  deepest: number;
}

function nested(type: GraphQLOutputType, place: Place): string | undefined {
  const { depth, path, deepest } = place;
  const named = getNamedType(type);
  if (isLeafType(named)) return '';
  if (!isObjectType(named)) return ' { __typename }';
  const isKnownByName = 'id' in named.getFields();
  if (path.includes(named.name) || (depth > deepest && isKnownByName)) return isKnownByName ? ' { id }' : undefined;
  const selections = selectionsOf(named, place);
  return selections.length > 0 ? ` { ${selections.join(' ')} }` : undefined;
}

function isWrapper(type: GraphQLObjectType): boolean {
  const fields = type.getFields();
  return 'edges' in fields || ('node' in fields && 'cursor' in fields) || type.name.endsWith('Payload');
}
