import type { DocumentNode, OperationDefinitionNode } from 'graphql';
import type { GatewayContext } from '../gateway-context.ts';

/** An operation that is parsed and valid and about to run, whichever way it came. */
export interface ArrivedOperation {
  query: string;
  document: DocumentNode;
  /** The one of the document's operations that is to run. */
  definition: OperationDefinitionNode;
  operationName: string | undefined;
  variables: Readonly<Record<string, unknown>>;
  context: GatewayContext;
  /** Whether it is a subscription that runs already and is looked at again because its caller's rights changed. */
  isContinued: boolean;
}

/** Looks at an operation before it runs; refuses it by throwing a GraphQL error, as clients may see it. */
export type OperationCheck = (operation: ArrivedOperation) => void | Promise<void>;

/** Lets an operation run when every check does; the first that refuses is the answer. Every way into the gateway calls this. */
export async function admitOperation(checks: readonly OperationCheck[], operation: ArrivedOperation): Promise<void> {
  for (const check of checks) await check(operation);
}
