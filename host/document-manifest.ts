import { buildSchema, parse, validate, type GraphQLSchema } from 'graphql';
import { z } from 'zod';
import { assertShape, SHAPE_LIMITS } from '../gateway/limits/document-shape.ts';
import { StartupError } from '../platform/errors/startup-error.ts';

/** What graphql-codegen writes (`persisted-documents.json`), and what Apollo's generator writes. */
const Manifest = z.union([
  z
    .object({
      format: z.literal('apollo-persisted-query-manifest'),
      operations: z.array(z.object({ id: z.string(), body: z.string() })),
    })
    .transform(({ operations }) => operations.map(({ id, body }) => ({ id, text: body }))),
  z.record(z.string(), z.string()).transform((texts) => Object.entries(texts).map(([id, text]) => ({ id, text }))),
]);

/** Reads the documents of a manifest; throws a StartupError that names each one that the gateway would not serve. */
export function readManifest(json: string, apiSdl: string): { id: string; text: string }[] {
  const manifest = Manifest.safeParse(parsed(json));
  if (!manifest.success)
    throw new StartupError(
      'MANIFEST_UNREADABLE',
      'The manifest is neither one of graphql-codegen ({ "<id>": "<document>" }) nor one of Apollo.',
    );
  const schema = buildSchema(apiSdl);
  const faults = manifest.data.flatMap(({ id, text }) => faultsOf(schema, text).map((fault) => `${id}: ${fault}`));
  if (faults.length > 0) throw new StartupError('DOCUMENTS_INVALID', ['Nothing was registered.', ...faults].join('\n  '));
  return manifest.data;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function faultsOf(schema: GraphQLSchema, text: string): string[] {
  try {
    const document = parse(text, { maxTokens: SHAPE_LIMITS.tokens });
    assertShape(document);
    return validate(schema, document).map(({ message }) => message);
  } catch (error) {
    return [(error as Error).message];
  }
}
