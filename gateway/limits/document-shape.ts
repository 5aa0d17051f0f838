import { GraphQLError, Kind, type DocumentNode, type FragmentDefinitionNode, type SelectionSetNode } from 'graphql';

/** The largest document that is looked at; a page of a console asks with a tenth of each. */
export const SHAPE_LIMITS = {
  /** Words and signs. */
  tokens: 4_000,
  /** Fields inside fields; pages take three levels each. Introspection goes deeper and has a rule of its own. */
  depth: 16,
  /** Fields with every fragment written out where it is used. */
  fields: 1_000,
  /** Fields of one selection set. */
  siblings: 200,
  aliases: 100,
  directives: 100,
  /** Fields of the operation itself. */
  rootFields: 25,
  fragments: 100,
} as const;

/** A limit that a document breaks, with what was found and what is allowed. */
export interface ShapeFault {
  limit: keyof typeof SHAPE_LIMITS;
  found: number;
}

interface Shape {
  depth: number;
  fields: number;
  siblings: number;
  aliases: number;
  directives: number;
  rootFields: number;
}

const EMPTY: Shape = { depth: 0, fields: 0, siblings: 0, aliases: 0, directives: 0, rootFields: 0 };

/** The first limit of shape that a document breaks. Looks at each fragment once, so that none can make the look itself dear. */
export function shapeFault(document: DocumentNode): ShapeFault | undefined {
  const fragments = document.definitions.filter((each) => each.kind === Kind.FRAGMENT_DEFINITION);
  if (fragments.length > SHAPE_LIMITS.fragments) return { limit: 'fragments', found: fragments.length };
  const measure = new Measure(fragments);
  for (const definition of document.definitions) {
    if (!('selectionSet' in definition)) continue;
    const shape = measure.selection(definition.selectionSet);
    const rootFields = definition.kind === Kind.OPERATION_DEFINITION ? shape.rootFields : 0;
    for (const limit of ['rootFields', 'depth', 'fields', 'siblings', 'aliases', 'directives'] as const) {
      const found = limit === 'rootFields' ? rootFields : shape[limit];
      if (found > SHAPE_LIMITS[limit]) return { limit, found };
    }
  }
  return undefined;
}

const WORDS: Readonly<Record<ShapeFault['limit'], string>> = {
  tokens: 'words and signs',
  depth: 'levels of fields',
  fields: 'fields',
  siblings: 'fields in one selection',
  aliases: 'aliases',
  directives: 'directives',
  rootFields: 'fields at its root',
  fragments: 'fragments',
};

/** Says which limit of shape a document breaks; throws nothing when it breaks none. */
export function assertShape(document: DocumentNode): void {
  const fault = shapeFault(document);
  if (!fault) return;
  throw new GraphQLError(
    `This document has ${fault.found} ${WORDS[fault.limit]}; ${SHAPE_LIMITS[fault.limit]} are allowed. Ask in several operations.`,
    { extensions: { code: 'DOCUMENT_TOO_LARGE', field: fault.limit, http: { status: 400 } } },
  );
}

class Measure {
  private readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  private readonly known = new Map<string, Shape>();

  constructor(fragments: readonly FragmentDefinitionNode[]) {
    this.fragments = new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
  }

  selection(set: SelectionSetNode): Shape {
    const shape = { ...EMPTY };
    for (const selection of set.selections) {
      shape.directives += selection.directives?.length ?? 0;
      if (selection.kind !== Kind.FIELD) {
        add(
          shape,
          selection.kind === Kind.INLINE_FRAGMENT ? this.selection(selection.selectionSet) : this.fragment(selection.name.value),
        );
        continue;
      }
      const below = selection.selectionSet ? this.selection(selection.selectionSet) : EMPTY;
      const isIntrospection = selection.name.value.startsWith('__');
      shape.depth = Math.max(shape.depth, isIntrospection ? 1 : 1 + below.depth);
      shape.fields += 1 + below.fields;
      shape.aliases += (selection.alias ? 1 : 0) + below.aliases;
      shape.directives += below.directives;
      shape.rootFields += 1;
      shape.siblings = Math.max(shape.siblings, below.siblings);
    }
    shape.siblings = Math.max(shape.siblings, shape.rootFields);
    return shape;
  }

  private fragment(name: string): Shape {
    const known = this.known.get(name);
    if (known) return known;
    // A fragment that leads to itself counts once here; validation refuses it.
    this.known.set(name, EMPTY);
    const fragment = this.fragments.get(name);
    const shape = fragment ? this.selection(fragment.selectionSet) : EMPTY;
    this.known.set(name, shape);
    return shape;
  }
}

function add(shape: Shape, part: Shape): void {
  shape.depth = Math.max(shape.depth, part.depth);
  shape.fields += part.fields;
  shape.siblings = Math.max(shape.siblings, part.siblings);
  shape.aliases += part.aliases;
  shape.directives += part.directives;
  shape.rootFields += part.rootFields;
}
