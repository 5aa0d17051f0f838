import { definePageLoader } from '../../../platform/loaders/page-loader.ts';
import { listStatementLines } from './credit-statement.query.ts';

/** A page of the movements of an entity's spendable credits. */
export const statementOfEntity = definePageLoader((context, entityIds, request) =>
  listStatementLines(context.session, entityIds, request),
);
