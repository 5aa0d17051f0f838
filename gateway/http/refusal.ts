import type { FastifyReply } from 'fastify';
import { GraphQLError } from 'graphql';
import { DomainError, type ErrorDetail } from '../../platform/errors/domain-error.ts';
import { clientError, codeOf } from '../client-error.ts';

const STATUS_BY_CODE: Readonly<Record<string, number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  FILE_TOO_LARGE: 413,
  TOO_MANY_ROWS: 413,
  SUBGRAPH_UNAVAILABLE: 503,
  INTERNAL_ERROR: 500,
};

/** Answers that a request was refused, in the shape that GraphQL clients read. */
export function refuse(reply: FastifyReply, status: number, ...details: readonly ErrorDetail[]): FastifyReply {
  const errors = details.map(({ message, code, field }) => ({ message, extensions: { code, ...(field ? { field } : {}) } }));
  return reply.status(status).send({ errors });
}

/** Answers what was wrong: a refusal of ours, or of a subgraph, as clients may see it. Whatever else went wrong is thrown on. */
export function refuseFor(reply: FastifyReply, error: unknown): FastifyReply {
  if (error instanceof DomainError) return refuse(reply, STATUS_BY_CODE[error.code] ?? 400, ...error.details());
  if (!(error instanceof GraphQLError)) throw error;
  const told = clientError(error.toJSON());
  const code = codeOf(told);
  const { status } = (error.extensions['http'] ?? {}) as { status?: number };
  const field = told.extensions?.['field'] as string | undefined;
  return refuse(reply, status ?? STATUS_BY_CODE[code] ?? 400, { code, message: told.message, field });
}
