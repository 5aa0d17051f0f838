import {
  getDirectiveValues,
  getNamedType,
  isCompositeType,
  Kind,
  type ASTNode,
  type DirectiveNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';

/** For how long, and by whom, an answer may be kept. */
export interface CachePolicy {
  maxAgeSeconds: number;
  scope: 'PUBLIC' | 'PRIVATE';
}

interface Hint {
  maxAge?: number | null;
  isPublic?: boolean | null;
  inheritMaxAge?: boolean | null;
}

/**
 * What the schema's `@cacheControl` allows for everything that is selected: the shortest time, and private unless all of it is
 * public. A field of the root, or one that holds other fields, must not be kept unless it says so; a value is kept as what
 * holds it is. Selections that a condition may skip count as well.
 */
export function cachePolicyOf(
  schema: GraphQLSchema,
  query: { selectionSet: SelectionSetNode },
  fragments: Readonly<Record<string, FragmentDefinitionNode>>,
): CachePolicy | undefined {
  const directive = schema.getDirective('cacheControl');
  let policy: CachePolicy = { maxAgeSeconds: Infinity, scope: 'PUBLIC' };
  const hintOf = (node: ASTNode | undefined | null): Hint =>
    (directive && node && getDirectiveValues(directive, node as { directives?: readonly DirectiveNode[] })) ?? {};

  const keep = (field: GraphQLField<unknown, unknown>, isRoot: boolean): void => {
    const type = getNamedType(field.type);
    const own = hintOf(field.astNode);
    const ofType: Hint = isCompositeType(type) ? hintOf(type.astNode) : {};
    const maxAge = own.maxAge ?? ofType.maxAge ?? undefined;
    const isInherited = !isRoot && (!isCompositeType(type) || (own.inheritMaxAge ?? ofType.inheritMaxAge) === true);
    if (maxAge === undefined && isInherited) return;
    policy = {
      maxAgeSeconds: Math.min(policy.maxAgeSeconds, maxAge ?? 0),
      scope: (own.isPublic ?? ofType.isPublic) === true ? policy.scope : 'PRIVATE',
    };
  };

  const walk = (type: GraphQLCompositeType, { selections }: SelectionSetNode, isRoot: boolean): void => {
    for (const selection of selections) {
      if (selection.kind !== Kind.FIELD) {
        const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragments[selection.name.value] : selection;
        const condition = fragment?.typeCondition && schema.getType(fragment.typeCondition.name.value);
        if (fragment) walk(isCompositeType(condition) ? condition : type, fragment.selectionSet, isRoot);
        continue;
      }
      const field = 'getFields' in type ? type.getFields()[selection.name.value] : undefined;
      if (!field) continue;
      keep(field, isRoot);
      const inner = getNamedType(field.type);
      if (selection.selectionSet && isCompositeType(inner)) walk(inner, selection.selectionSet, false);
    }
  };
  walk(schema.getQueryType()!, query.selectionSet, true);
  return policy.maxAgeSeconds > 0 && Number.isFinite(policy.maxAgeSeconds) ? policy : undefined;
}
