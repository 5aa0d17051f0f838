import { GraphQLError } from 'graphql';
import { DomainError } from '../errors/domain-error.ts';

/** A resolver's failure as a client may see it: refusals with code and field, everything else masked. */
export function toClientError(error: GraphQLError, onInternal: (cause: unknown) => void): GraphQLError {
  const cause = error.originalError;
  const place = { nodes: error.nodes ?? null, path: error.path ?? null };
  if (cause instanceof DomainError) {
    const [detail] = cause.details();
    return new GraphQLError(cause.message, {
      ...place,
      extensions: { code: cause.code, ...(detail?.field ? { field: detail.field } : {}) },
    });
  }
  if (!cause || (cause instanceof GraphQLError && !isUnfitAnswer(error, cause))) {
    return error.extensions['code']
      ? error
      : new GraphQLError(error.message, { ...place, extensions: { ...error.extensions, code: 'BAD_USER_INPUT' } });
  }
  onInternal(cause);
  return new GraphQLError('Something went wrong on our side; the request id helps to find out what.', {
    ...place,
    extensions: { code: 'INTERNAL_ERROR' },
  });
}

// A value that a resolver answered and its type cannot show: unlike what a client sent wrong, it comes without a place in the document.
function isUnfitAnswer(error: GraphQLError, cause: GraphQLError): boolean {
  return error.path !== undefined && cause.nodes === undefined && cause.extensions['code'] === undefined;
}
