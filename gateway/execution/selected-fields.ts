import {
  isAbstractType,
  isInterfaceType,
  isObjectType,
  Kind,
  visit,
  type ASTNode,
  type DirectiveNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/** Selections of one field under one name; there is at least one. */
export type SelectedFields = [FieldNode, ...FieldNode[]];

/** What selections are read with. */
export interface SelectionScope {
  schema: GraphQLSchema;
  fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  /** Coerced, defaults filled in. */
  variables: Readonly<Record<string, unknown>>;
}

/** The fields that selections ask of an object of the type, by name in the answer, in order (GraphQL specification 6.3.2). */
export function collectFields(
  scope: SelectionScope,
  type: GraphQLCompositeType,
  selectionSets: readonly SelectionSetNode[],
): Map<string, SelectedFields> {
  const fields = new Map<string, SelectedFields>();
  const seenFragments = new Set<string>();
  const collect = (selections: readonly SelectionNode[]): void => {
    for (const selection of selections) {
      if (!isIncluded(scope, selection)) continue;
      if (selection.kind === Kind.FIELD) {
        const name = (selection.alias ?? selection.name).value;
        const known = fields.get(name);
        if (known) known.push(selection);
        else fields.set(name, [selection]);
        continue;
      }
      const isSpread = selection.kind === Kind.FRAGMENT_SPREAD;
      if (isSpread && seenFragments.has(selection.name.value)) continue;
      if (isSpread) seenFragments.add(selection.name.value);
      const fragment = isSpread ? scope.fragments[selection.name.value] : selection;
      if (fragment && applies(scope.schema, fragment.typeCondition?.name.value, type)) collect(fragment.selectionSet.selections);
    }
  };
  for (const { selections } of selectionSets) collect(selections);
  return fields;
}

/** The variables that decide, by `@skip` and `@include`, what is selected. */
export function conditionVariables(nodes: readonly ASTNode[]): string[] {
  const names = new Set<string>();
  for (const node of nodes) {
    visit(node, {
      Directive: (directive) => {
        const value = directive.arguments?.find(({ name }) => name.value === 'if')?.value;
        if (value?.kind === Kind.VARIABLE && ['skip', 'include'].includes(directive.name.value)) names.add(value.name.value);
      },
    });
  }
  return [...names];
}

function isIncluded(scope: SelectionScope, { directives = [] }: SelectionNode): boolean {
  return directives.every((directive) => {
    if (directive.name.value === 'skip') return !isTrue(scope, directive);
    return directive.name.value === 'include' ? isTrue(scope, directive) : true;
  });
}

function isTrue(scope: SelectionScope, directive: DirectiveNode): boolean {
  const value = directive.arguments?.find(({ name }) => name.value === 'if')?.value;
  if (value?.kind === Kind.VARIABLE) return scope.variables[value.name.value] === true;
  return value?.kind === Kind.BOOLEAN && value.value;
}

function applies(schema: GraphQLSchema, condition: string | undefined, type: GraphQLCompositeType): boolean {
  if (condition === undefined || condition === type.name) return true;
  const conditionType = schema.getType(condition);
  return isAbstractType(conditionType) && (isObjectType(type) || isInterfaceType(type)) && schema.isSubType(conditionType, type);
}
