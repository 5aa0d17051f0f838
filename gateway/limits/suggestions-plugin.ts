import type { ApolloServerPlugin } from '@apollo/server';
import type { GatewayContext } from '../gateway-context.ts';
import { mayReadSchema, withoutSuggestion, type SchemaReaders } from './schema-readers.ts';

/** Keeps names that GraphQL suggests for misspelt ones from those who may not read the schema. */
export function suggestionsPlugin(readers: SchemaReaders): ApolloServerPlugin<GatewayContext> {
  return {
    async requestDidStart() {
      return {
        async willSendResponse({ response, contextValue, errors }) {
          if (!errors || response.body.kind !== 'single' || mayReadSchema(readers, contextValue.identity)) return;
          const { singleResult } = response.body;
          if (singleResult.errors)
            singleResult.errors = singleResult.errors.map((error) => ({ ...error, message: withoutSuggestion(error.message) }));
        },
      };
    },
  };
}
