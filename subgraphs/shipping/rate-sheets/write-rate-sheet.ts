import { auditFacts, type RequestContext } from '../../../platform/context/request-context.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import { newId } from '../../../platform/ids/public-id.ts';
import { offeredServices, type StoredRateSheet } from './rate-sheet.entity.ts';
import type { RateSheet } from './rate-sheet.ts';
import { RateSheetVersionEntity } from './rate-sheet-version.entity.ts';

/** From when a version counts, and why it was made. */
export interface VersionFacts {
  /** e.g. "2026-01-31". */
  effectiveOn: string;
  note: string | null;
}

/** Writes the next version of a sheet, with its audit entry; `stored` is locked, or new. */
export function writeRateSheetVersion(
  context: RequestContext,
  transaction: Transaction,
  change: { stored: StoredRateSheet; sheet: RateSheet; facts: VersionFacts; before: object | undefined },
): void {
  const { stored, sheet, facts, before } = change;
  const now = context.clock.now();
  Object.assign(stored, { name: sheet.name, currency: sheet.currency, services: offeredServices(sheet), updatedAt: now });
  transaction.em.create(RateSheetVersionEntity, {
    id: newId(),
    testMode: stored.testMode,
    rateSheetId: stored.id,
    version: stored.version,
    ...facts,
    createdBy: context.identity.actor,
    createdAt: now,
    sheet,
  });
  transaction.audit({
    action: before ? 'rate_sheet.updated' : 'rate_sheet.created',
    resourceType: 'rate_sheet',
    resourceId: stored.id,
    organizationId: null,
    ...(before ? { before } : {}),
    after: { ...auditedSheet(stored), ...facts },
    ...auditFacts(context),
  });
}

/** As much of a sheet as the audit log keeps: its prices are in its versions. */
export function auditedSheet(stored: StoredRateSheet): object {
  const { code, name, services, version, endsOn } = stored;
  return { code, name, services, version, endsOn };
}
