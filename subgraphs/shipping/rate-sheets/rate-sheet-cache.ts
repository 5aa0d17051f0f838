import { LRUCache } from 'lru-cache';
import { requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { RateSheet } from './rate-sheet.ts';
import { readRateSheets } from './rate-sheets.query.ts';

/** Sheets of this process, by tenant, sheet and version: a version never changes, so an entry is never stale. */
const sheets = new LRUCache<string, RateSheet>({ max: 200 });

/** The rate sheets in these versions, by id. Reads only those that this process has not read yet, in one statement. */
export async function loadRateSheets(
  context: RequestContext,
  wanted: readonly { id: Uuid; version: number }[],
): Promise<Map<Uuid, RateSheet>> {
  const tenant = requireTenant(context);
  const found = new Map<Uuid, RateSheet>();
  const missing = new Set<Uuid>();
  for (const { id, version } of wanted) {
    const known = sheets.get(`${tenant.id}/${id}/${version}`);
    if (known) found.set(id, known);
    else missing.add(id);
  }
  if (missing.size === 0) return found;
  for (const { id, version, sheet } of await readRateSheets(context.session, [...missing])) {
    sheets.set(`${tenant.id}/${id}/${version}`, sheet);
    found.set(id, sheet);
  }
  return found;
}
