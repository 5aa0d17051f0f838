import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { loadRateSheets } from './rate-sheet-cache.ts';
import type { RateSheet } from './rate-sheet.ts';
import { findRateSheets, type RateSheetRow } from './rate-sheets.query.ts';

/** A stored rate sheet with the prices of one of its versions. */
export interface SheetWithPrices {
  stored: RateSheetRow;
  version: number;
  sheet: RateSheet;
}

/** A rate sheet with its prices in a version, by default the latest; null when there is no such sheet or version. */
export async function readRateSheet(
  context: RequestContext,
  key: { id: Uuid; version?: number | null | undefined },
): Promise<SheetWithPrices | null> {
  const [stored] = await findRateSheets(context.session, [key.id]);
  if (!stored) return null;
  const version = key.version ?? stored.version;
  const [sheet] = (await loadRateSheets(context, [{ id: stored.id, version }])).values();
  return sheet ? { stored, version, sheet } : null;
}
