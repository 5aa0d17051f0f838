import { Kind, parse, type FieldNode, type InlineFragmentNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import { KEPT_ENTITIES, type KeptEntity } from '../../contracts/identity/kept-entities.ts';

const QUERIES_REMEMBERED = 1_000;

/** Which fetches of a subgraph ask for nothing but fields that may be kept, each read once, and which may change such. */
export class KeptFetches {
  private readonly subgraph: string;
  private readonly kinds: readonly KeptEntity[];
  private readonly known = new LRUCache<string, boolean>({ max: QUERIES_REMEMBERED });

  constructor(subgraph: string) {
    this.subgraph = subgraph;
    this.kinds = Object.values(KEPT_ENTITIES).filter((kind) => kind.subgraph === subgraph);
  }

  /** Whether there are entities of the subgraph that may be kept at all. */
  get areAny(): boolean {
    return this.kinds.length > 0;
  }

  /** Whether somebody with these permissions is shown the same until a change is announced. */
  areFor(permissions: readonly string[]): boolean {
    return this.kinds.every(({ keptWith }) => !keptWith || permissions.includes(keptWith));
  }

  /** Whether a mutation may change what is kept. */
  mayBeChangedBy(mutation: string): boolean {
    return this.kinds.some(({ changedBy }) => !changedBy || changedBy.some((name) => mutation.includes(name)));
  }

  /** Whether an entity fetch asks for nothing but fields that may be kept. */
  has(query: string): boolean {
    let isKept = this.known.get(query);
    if (isKept === undefined) this.known.set(query, (isKept = this.read(query)));
    return isKept;
  }

  private read(query: string): boolean {
    const { definitions } = parse(query);
    const [operation] = definitions;
    if (definitions.length !== 1 || operation?.kind !== Kind.OPERATION_DEFINITION) return false;
    const [root, ...others] = operation.selectionSet.selections;
    if (others.length > 0 || root?.kind !== Kind.FIELD || root.name.value !== '_entities') return false;
    return (root.selectionSet?.selections ?? []).every(
      (selection) => selection.kind === Kind.INLINE_FRAGMENT && this.isKept(selection),
    );
  }

  private isKept({ typeCondition, selectionSet, directives = [] }: InlineFragmentNode): boolean {
    const kept = KEPT_ENTITIES[typeCondition?.name.value ?? ''];
    if (kept?.subgraph !== this.subgraph || directives.length > 0) return false;
    const isPlain = ({ name, arguments: args = [], directives: conditions = [] }: FieldNode): boolean =>
      args.length === 0 && conditions.length === 0 && [...kept.fields, '__typename'].includes(name.value);
    return selectionSet.selections.every((selection) => selection.kind === Kind.FIELD && isPlain(selection));
  }
}
