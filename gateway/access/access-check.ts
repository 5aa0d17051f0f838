import type { OperationCheck } from '../operations/admit-operation.ts';
import type { OperationAccess } from './operation-access.ts';

/** Has operations refused that are not for their caller, by the rules of the supergraph that is served now. */
export function accessCheck(supergraph: { readonly current: { readonly access: OperationAccess } }): OperationCheck {
  return ({ document, definition, variables, context }) =>
    supergraph.current.access.check({ document, definition, variables }, context.identity);
}
