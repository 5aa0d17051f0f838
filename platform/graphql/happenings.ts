import { Kind, type DocumentNode, type GraphQLSchema, type OperationDefinitionNode, type SelectionSetNode } from 'graphql';

/** How many happenings may wait for a reader of this subscription; undefined when its field shows states, of which the latest counts. */
export function mostWaitingOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): number | undefined {
  const name = rootField(document, operation.selectionSet);
  const field = name === undefined ? undefined : schema.getSubscriptionType()?.getFields()[name];
  const directive = field?.astNode?.directives?.find((each) => each.name.value === 'happenings');
  const value = directive?.arguments?.find((argument) => argument.name.value === 'mostWaiting')?.value;
  return value?.kind === Kind.INT ? Number(value.value) : undefined;
}

// A subscription has one field, which may stand in fragments.
function rootField(document: DocumentNode, { selections }: SelectionSetNode): string | undefined {
  const [selection] = selections;
  if (!selection || selection.kind === Kind.FIELD) return selection?.name.value;
  if (selection.kind === Kind.INLINE_FRAGMENT) return rootField(document, selection.selectionSet);
  const fragment = document.definitions.find(
    (each) => each.kind === Kind.FRAGMENT_DEFINITION && each.name.value === selection.name.value,
  );
  return fragment && 'selectionSet' in fragment ? rootField(document, fragment.selectionSet) : undefined;
}
