import type { z } from 'zod';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { ValidationError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { CarrierAdapter } from '../carriers/carrier-adapter.ts';

/**
 * What lets a connection in, as its carrier wants it; null when the carrier asks for nothing. Throws a ValidationError with a fault a
 * field, which never repeats what was sent.
 */
export function readCredentials(adapter: CarrierAdapter, given: unknown): Record<string, string> | null {
  if (!adapter.credentials) {
    if (given === null || given === undefined) return null;
    throw ValidationError.of('credentials', `The carrier "${adapter.code}" takes no credentials.`, 'CREDENTIALS_INVALID');
  }
  if (given === null || given === undefined)
    throw ValidationError.of('credentials', `The carrier "${adapter.code}" needs credentials.`, 'CREDENTIALS_REQUIRED');
  return readBySchema(adapter.credentials, given, { field: 'credentials', code: 'CREDENTIALS_INVALID' });
}

/** The settings of a connection as its carrier wants them, with defaults; throws a ValidationError with a fault a field. */
export function readConfig(adapter: CarrierAdapter, given: unknown): Record<string, unknown> {
  return readBySchema(adapter.config, given ?? {}, { field: 'config', code: 'CONFIG_INVALID' });
}

/** Seals credentials for the connection that they are of; null stays null. */
export function sealCredentials(context: RequestContext, connectionId: Uuid, credentials: object | null): string | null {
  return credentials && context.vault.seal(JSON.stringify(credentials), sealedFor(connectionId));
}

/** The credentials of a connection; empty when it has none. */
export function openCredentials(
  context: RequestContext,
  connection: { id: Uuid; credentials: string | null },
): Record<string, string> {
  if (connection.credentials === null) return {};
  return JSON.parse(context.vault.open(connection.credentials, sealedFor(connection.id))) as Record<string, string>;
}

const sealedFor = (connectionId: Uuid): string => `carrier_connection/${connectionId}`;

function readBySchema<Value>(schema: z.ZodType<Value>, given: unknown, about: { field: string; code: string }): Value {
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  throw new ValidationError(
    result.error.issues.map((issue) => {
      const field = [about.field, ...issue.path].join('.');
      return { code: about.code, message: `${field}: ${issue.message}`, field };
    }),
  );
}
