import { Query } from 'type-graphql';

export const CreditsResolver = [Query];
