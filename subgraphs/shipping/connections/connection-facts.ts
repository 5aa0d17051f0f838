import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { ConnectionFacts } from '../carriers/carrier-adapter.ts';
import { loadRateSheets } from '../rate-sheets/rate-sheet-cache.ts';
import type { UsableConnection } from './carrier-connections.query.ts';

type ConnectionToCall = Pick<UsableConnection, 'id' | 'testMode' | 'config' | 'priceList' | 'rateSheetId' | 'rateSheetVersion'>;

/** Connections as their carriers see them, with their rate sheets; at most one statement for all of them. */
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
    testMode: connection.testMode,
    config: connection.config,
    priceList: connection.priceList,
    rateSheet: connection.rateSheetId === null ? null : (sheets.get(connection.rateSheetId) ?? null),
  }));
}
