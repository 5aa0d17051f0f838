import { GraphQLError } from 'graphql';
import type { Identity } from '../../contracts/identity/identity.ts';
import type { OperationCheck } from '../operations/admit-operation.ts';
import type { OperationLimits } from './operation-limits.ts';

/** Permissions of those who write programs or run the platform: they may read the schema wherever the gateway runs. */
const READERS = ['manage_api_keys', 'view_platform', 'manage_system'];

/** Who may read the schema from the gateway. */
export interface SchemaReaders {
  /** Whether everybody may, as where programs are written. */
  isOpen: boolean;
}

/** Whether the caller may read the schema, and be told of names in it that it did not know. */
export function mayReadSchema({ isOpen }: SchemaReaders, identity: Pick<Identity, 'permissions'>): boolean {
  return isOpen || READERS.some((permission) => identity.permissions.includes(permission));
}

/** Refuses introspection to those who may not read the schema. */
export function introspectionCheck(readers: SchemaReaders, limits: Pick<OperationLimits, 'price'>): OperationCheck {
  return (arrived) => {
    if (mayReadSchema(readers, arrived.context.identity) || !limits.price(arrived).introspects) return;
    throw new GraphQLError('The schema is told to developers and operators only: sign in, or read its documentation.', {
      extensions: { code: 'INTROSPECTION_FORBIDDEN', http: { status: 403 } },
    });
  };
}

/** A message without the names that GraphQL suggests for a misspelt one. */
export function withoutSuggestion(message: string): string {
  return message.replace(/ ?Did you mean [^?]*\?/g, '');
}
