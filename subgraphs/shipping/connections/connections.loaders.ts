import type { RequestContext } from '../../../platform/context/request-context.ts';
import { defineLoader } from '../../../platform/loaders/loader.ts';
import { findRateSheets } from '../rate-sheets/rate-sheets.query.ts';
import { findCarrierConnections } from './carrier-connections.query.ts';

/** A connection by id, deleted ones included. */
export const loadCarrierConnection = defineLoader(
  (context: RequestContext, ids) => findCarrierConnections(context.session, ids),
  (connection) => connection.id,
);

/** A stored rate sheet by id, without its prices. */
export const loadRateSheet = defineLoader(
  (context: RequestContext, ids) => findRateSheets(context.session, ids),
  (sheet) => sheet.id,
);
