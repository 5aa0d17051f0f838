import { Kind, valueFromASTUntyped, type DirectiveNode, type FieldNode, type SelectionSetNode } from 'graphql';
import type { AskedOperation } from './guarded-operation.ts';

/** The fields that the operation asks for when its `@skip` and `@include` are decided; each fragment is read once. */
export function askedFields({ document, definition, variables }: AskedOperation): ReadonlySet<FieldNode> {
  const asked = new Set<FieldNode>();
  const read = new Set<string>();
  const fragments = new Map(
    document.definitions.flatMap((each) => (each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each] as const] : [])),
  );
  const defaults = new Map(
    (definition.variableDefinitions ?? []).map(({ variable, defaultValue }) => [
      variable.name.value,
      defaultValue && valueFromASTUntyped(defaultValue),
    ]),
  );
  const isTrue = (directive: DirectiveNode): boolean => {
    const value = directive.arguments?.[0]?.value;
    if (value?.kind === Kind.BOOLEAN) return value.value;
    const name = value?.kind === Kind.VARIABLE ? value.name.value : '';
    return (variables[name] ?? defaults.get(name)) === true;
  };
  const isAsked = (directives: readonly DirectiveNode[] = []): boolean =>
    directives.every((directive) => {
      if (directive.name.value === 'skip') return !isTrue(directive);
      return directive.name.value === 'include' ? isTrue(directive) : true;
    });
  const follow = (selectionSet: SelectionSetNode | undefined): void => {
    for (const selection of selectionSet?.selections ?? []) {
      if (!isAsked(selection.directives)) continue;
      if (selection.kind === Kind.FIELD) asked.add(selection);
      if (selection.kind !== Kind.FRAGMENT_SPREAD) {
        follow(selection.selectionSet);
        continue;
      }
      const name = selection.name.value;
      if (read.has(name)) continue;
      read.add(name);
      follow(fragments.get(name)?.selectionSet);
    }
  };
  follow(definition.selectionSet);
  return asked;
}
