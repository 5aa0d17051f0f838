import { LRUCache } from 'lru-cache';
import { requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { RateSheet } from './rate-sheet.ts';
import { readRateSheets } from './rate-sheets.query.ts';

/** Sheets of this process, by tenant, sheet and version: a version never changes, so an entry is never stale. */
const sheets = new LRUCache<string, RateSheet>({ max: 200 });

/** A version of a rate sheet, by name. */
export interface RateSheetKey {
  id: Uuid;
  version: number;
}

/** The rate sheets in these versions, by `rateSheetKey`. Reads only those that this process has not read yet, in one statement. */
export async function loadRateSheets(
  context: RequestContext,
  wanted: readonly RateSheetKey[],
): Promise<ReadonlyMap<string, RateSheet>> {
  const tenant = requireTenant(context);
  const found = new Map<string, RateSheet>();
  const missing = new Map<string, RateSheetKey>();
  for (const key of wanted) {
    const known = sheets.get(`${tenant.id}/${rateSheetKey(key)}`);
    if (known) found.set(rateSheetKey(key), known);
    else missing.set(rateSheetKey(key), key);
  }
  if (missing.size === 0) return found;
  for (const { sheet, ...key } of await readRateSheets(context.session, [...missing.values()])) {
    sheets.set(`${tenant.id}/${rateSheetKey(key)}`, sheet);
    found.set(rateSheetKey(key), sheet);
  }
  return found;
}

/** What a version of a rate sheet is found by. */
export function rateSheetKey({ id, version }: RateSheetKey): string {
  return `${id}/${version}`;
}
