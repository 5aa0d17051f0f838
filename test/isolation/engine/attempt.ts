import type { Answer } from '../../support/test-gateway.ts';

/** What came of an operation, whichever way it was refused. */
export interface Outcome {
  /** Why it was refused; undefined when it was done. */
  refusal: string | undefined;
  /** Everything the caller was told. */
  told: object;
  /** What the root field answered. */
  root: unknown;
  errors: { message: string; path?: (string | number)[]; extensions: { code: string } }[];
}

/** Reads what came of an operation with one root field. */
export function outcomeOf({ data, errors }: Pick<Answer<Record<string, unknown>>, 'data' | 'errors'>): Outcome {
  const root = Object.values(data ?? {})[0];
  // A payload has no id of its own; an object's errors, such as a job's, are no refusals.
  const { id, errors: told } = (root ?? {}) as { id?: string; errors?: { code: string }[] };
  const refused = id === undefined ? told?.[0]?.code : undefined;
  const ofRoot = errors.find(({ path }) => path === undefined || path.length <= 1) ?? (root === null ? errors[0] : undefined);
  const refusal = refused ?? (root === null || root === undefined ? ofRoot?.extensions.code : undefined);
  return { refusal, told: { data, errors }, root, errors };
}
