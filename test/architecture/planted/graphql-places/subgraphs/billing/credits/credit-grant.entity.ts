import { Kind } from 'graphql/language/kinds.js'; // planted: graphql-places

export const CreditGrant = Kind.INT;
