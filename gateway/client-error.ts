import type { GraphQLFormattedError } from 'graphql';

// The executor's name for an error to which its subgraph gave no code: nobody has looked at what it says.
const INTERNAL_CODES = new Set(['INTERNAL_SERVER_ERROR', 'INTERNAL_ERROR', 'DOWNSTREAM_SERVICE_ERROR']);

/** The code that an error has, or gets. */
export function codeOf({ extensions }: Pick<GraphQLFormattedError, 'extensions'>): string {
  const told = extensions?.['code'];
  return typeof told === 'string' ? told : 'INTERNAL_ERROR';
}

/** An error as clients may see it: code, field and subgraph stay, whatever went wrong inside is masked. */
export function clientError(formatted: GraphQLFormattedError): GraphQLFormattedError {
  const code = codeOf(formatted);
  const { message, path, locations, extensions = {} } = formatted;
  const isInternal = INTERNAL_CODES.has(code);
  const kept = Object.fromEntries(['field', 'subgraph'].filter((key) => key in extensions).map((key) => [key, extensions[key]]));
  return {
    message: isInternal ? 'Something went wrong on our side; the request id helps to find out what.' : message,
    ...(path ? { path } : {}),
    ...(locations && !isInternal ? { locations } : {}),
    extensions: { code: isInternal ? 'INTERNAL_ERROR' : code, ...kept },
  };
}
