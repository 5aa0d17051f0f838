import { GraphQLError } from 'graphql'; // planted: graphql-places
import type { ResolverData } from 'type-graphql'; // planted: graphql-places

export const spend = (data: ResolverData) => new GraphQLError(String(data));
