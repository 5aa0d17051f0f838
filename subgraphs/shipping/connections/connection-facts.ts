import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { ConnectionFacts } from '../carriers/carrier-adapter.ts';
import { loadRateSheets, rateSheetKey } from '../rate-sheets/rate-sheet-cache.ts';
import { findConnectionToCall, type ConnectionToCall } from './carrier-connections.query.ts';
import { openCredentials } from './credentials.ts';

/** Connections as their carriers see them, with their rate sheets and credentials; at most one statement for all of them. */
export async function connectionFacts(
  context: RequestContext,
  connections: readonly ConnectionToCall[],
): Promise<ConnectionFacts[]> {
  const wanted = connections.flatMap(({ rateSheetId, rateSheetVersion }) =>
    rateSheetId === null || rateSheetVersion === null ? [] : [{ id: rateSheetId, version: rateSheetVersion }],
  );
  const sheets = await loadRateSheets(context, wanted);
  return connections.map((connection) => ({
    id: connection.id,
    carrier: connection.carrier,
    carrierName: connection.carrierName,
    testMode: connection.testMode,
    config: connection.config,
    credentials: openCredentials(context, connection),
    priceList: connection.priceList,
    rateSheet: sheets.get(rateSheetKey({ id: connection.rateSheetId ?? '', version: connection.rateSheetVersion ?? 0 })) ?? null,
  }));
}

/** The connection of something that began with it, as its carrier sees it. */
export async function requireFacts(context: RequestContext, connectionId: Uuid): Promise<ConnectionFacts> {
  const connection = await findConnectionToCall(context.session, connectionId);
  if (!connection) throw new Error(`there is no connection ${connectionId}`);
  const [facts] = await connectionFacts(context, [connection]);
  return facts!;
}
