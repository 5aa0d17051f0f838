import {
  Kind,
  parseConstValue,
  type ConstDirectiveNode,
  type ConstValueNode,
  type DefinitionNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type ObjectTypeDefinitionNode,
  type TypeNode,
} from 'graphql';
import { DEFAULT_PAGE_SIZE } from '../database/keyset.ts';

/** How many objects a list is reckoned at that says nothing of its size. */
export const DEFAULT_LIST_SIZE = 10;
/** What counting a whole list costs. */
const COUNT_WEIGHT = 5;

/**
 * Writes into a subgraph's schema how long its lists are, for everything that did not say so itself: connections by `first` and
 * `last`, lists with a `limit` by that, refusals as one, money lists as two (one amount a currency), other lists of objects as ten.
 */
export function withDemandControl(document: DocumentNode): DocumentNode {
  const composites = new Set(document.definitions.filter(isObjectType).map(({ name }) => name.value));
  const definitions = document.definitions.map((definition): DefinitionNode =>
    isObjectType(definition)
      ? { ...definition, fields: (definition.fields ?? []).map((field) => sized(field, definition.name.value, composites)) }
      : definition,
  );
  return { ...document, definitions };
}

function isObjectType(definition: DefinitionNode): definition is ObjectTypeDefinitionNode {
  return definition.kind === Kind.OBJECT_TYPE_DEFINITION;
}

function sized(field: FieldDefinitionNode, typeName: string, composites: ReadonlySet<string>): FieldDefinitionNode {
  const added: ConstDirectiveNode[] = [];
  if (!hasDirective(field, 'listSize')) added.push(...listSizeOf(field, typeName, composites));
  if (typeName.endsWith('Connection') && field.name.value === 'totalCount' && !hasDirective(field, 'cost'))
    added.push(directive('cost', { weight: String(COUNT_WEIGHT) }));
  return added.length > 0 ? { ...field, directives: [...(field.directives ?? []), ...added] } : field;
}

function listSizeOf(field: FieldDefinitionNode, typeName: string, composites: ReadonlySet<string>): ConstDirectiveNode[] {
  const { name, isList } = returned(field.type);
  const argument = (wanted: string): boolean => field.arguments?.some((each) => each.name.value === wanted) ?? false;
  if (!isList && name.endsWith('Connection') && argument('first')) {
    const slicing = ['first', 'last'].filter(argument).map((each) => JSON.stringify(each));
    return [
      directive('listSize', {
        assumedSize: String(DEFAULT_PAGE_SIZE),
        slicingArguments: `[${slicing.join(', ')}]`,
        sizedFields: '["edges"]',
        requireOneSlicingArgument: 'false',
      }),
    ];
  }
  // The edges of a page are as many as the connection was asked for.
  if (!isList || !composites.has(name) || (typeName.endsWith('Connection') && field.name.value === 'edges')) return [];
  if (argument('limit'))
    return [
      directive('listSize', {
        assumedSize: String(DEFAULT_LIST_SIZE),
        slicingArguments: '["limit"]',
        requireOneSlicingArgument: 'false',
      }),
    ];
  return [directive('listSize', { assumedSize: String(SIZE_BY_TYPE[name] ?? DEFAULT_LIST_SIZE) })];
}

const SIZE_BY_TYPE: Readonly<Record<string, number>> = { UserError: 1, Money: 2 };

function returned(type: TypeNode): { name: string; isList: boolean } {
  let isList = false;
  let inner = type;
  while (inner.kind !== Kind.NAMED_TYPE) {
    isList ||= inner.kind === Kind.LIST_TYPE;
    inner = inner.type;
  }
  return { name: inner.name.value, isList };
}

function hasDirective(field: FieldDefinitionNode, name: string): boolean {
  return field.directives?.some((each) => each.name.value === name) ?? false;
}

function directive(name: string, args: Readonly<Record<string, string>>): ConstDirectiveNode {
  return {
    kind: Kind.DIRECTIVE,
    name: { kind: Kind.NAME, value: name },
    arguments: Object.entries(args).map(([argument, value]) => ({
      kind: Kind.ARGUMENT,
      name: { kind: Kind.NAME, value: argument },
      value: parseConstValue(value) satisfies ConstValueNode,
    })),
  };
}
