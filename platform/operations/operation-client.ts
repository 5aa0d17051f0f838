import type { ZodType } from 'zod';
import { DomainError, type ErrorDetail } from '../errors/domain-error.ts';

/** A call from one subgraph to another where an answer is needed before going on: an `@inaccessible` field, named and typed. */
export interface InternalOperation<Input, Output> {
  subgraph: string;
  /** The GraphQL document; takes `$input` and selects one root field. */
  document: string;
  /** The root field it selects. */
  field: string;
  input: ZodType<Input>;
  output: ZodType<Output>;
}

/** Sends a document to a subgraph in the caller's name, with the internal scope added. */
export type OperationTransport = (call: { subgraph: string; document: string; variables: Record<string, unknown> }) => Promise<{
  data?: Record<string, unknown> | null;
  errors?: readonly { message: string; extensions?: Record<string, unknown> | undefined }[];
}>;

/** The refusal of another subgraph, passed on with its own code, field and message. */
export class OperationRefusedError extends DomainError {
  readonly code: string;
  private readonly refusals: readonly ErrorDetail[];

  constructor(refusals: readonly ErrorDetail[]) {
    super(refusals[0]?.message ?? 'The operation was refused.', { field: refusals[0]?.field });
    this.code = refusals[0]?.code ?? 'REFUSED';
    this.refusals = refusals;
  }

  override details(): ErrorDetail[] {
    return [...this.refusals];
  }
}

/** Another subgraph did not answer; nothing is known about what it did. */
export class SubgraphUnavailableError extends DomainError {
  readonly code = 'SUBGRAPH_UNAVAILABLE';

  constructor(subgraph: string, cause?: unknown) {
    super(`${subgraph} cannot be reached at the moment; try again.`, { cause });
  }
}

/** Calls internal operations of other subgraphs; input and answer are checked against the operation's contract. */
export class OperationClient {
  private readonly transport: OperationTransport;

  constructor(transport: OperationTransport) {
    this.transport = transport;
  }

  /** The operation's answer; throws OperationRefusedError when the other side refused, SubgraphUnavailableError when it failed. */
  async call<Input, Output>(operation: InternalOperation<Input, Output>, input: Input): Promise<Output> {
    // As JSON would carry it, so that a call within the process and one over HTTP are the same (dates are text).
    const variables = { input: JSON.parse(JSON.stringify(operation.input.parse(input))) as unknown };
    const result = await this.transport({ subgraph: operation.subgraph, document: operation.document, variables }).catch(
      (error: unknown) => {
        throw new SubgraphUnavailableError(operation.subgraph, error);
      },
    );
    if (result.errors && result.errors.length > 0) throw refusal(operation.subgraph, result.errors);
    const answer = result.data?.[operation.field];
    const refusals = (
      answer as { errors?: readonly { code: string; message: string; field?: string | null }[] } | null | undefined
    )?.errors;
    if (refusals && refusals.length > 0)
      throw new OperationRefusedError(refusals.map((each) => ({ ...each, field: each.field ?? undefined })));
    return operation.output.parse(answer);
  }
}

function refusal(
  subgraph: string,
  errors: readonly { message: string; extensions?: Record<string, unknown> | undefined }[],
): DomainError {
  const code = errors[0]?.extensions?.['code'];
  if (typeof code !== 'string' || code === 'INTERNAL_ERROR') return new SubgraphUnavailableError(subgraph, errors[0]?.message);
  return new OperationRefusedError(
    errors.map((error) => ({
      code: typeof error.extensions?.['code'] === 'string' ? error.extensions['code'] : 'REFUSED',
      message: error.message,
      field: typeof error.extensions?.['field'] === 'string' ? error.extensions['field'] : undefined,
    })),
  );
}
