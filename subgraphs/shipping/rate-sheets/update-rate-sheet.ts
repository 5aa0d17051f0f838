import { LockMode } from '@mikro-orm/core';
import { auditFacts, requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import { ConflictError, NotFoundError, ValidationError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { checkEnd } from './create-rate-sheet.ts';
import { editSheet, type SheetEdit } from './edit-sheet.ts';
import { fillPrices } from './fill-prices.ts';
import { parseRateSheet } from './parse-rate-sheet.ts';
import { StoredRateSheetEntity, type StoredRateSheet } from './rate-sheet.entity.ts';
import type { RateSheet } from './rate-sheet.ts';
import { RateSheetVersionEntity } from './rate-sheet-version.entity.ts';
import { countConnectionsOf } from './rate-sheets.query.ts';
import { auditedSheet, writeRateSheetVersion } from './write-rate-sheet.ts';

/** What a change of a rate sheet says besides what changes. */
interface RateSheetChange {
  id: Uuid;
  /** The version that the change was made for; when the sheet has moved on, it is refused with CONFLICT. */
  expectedVersion?: number | null | undefined;
  /** The day from which it counts; today (UTC) by default. Until then the version of before does. */
  effectiveOn?: string | null | undefined;
  note?: string | null | undefined;
}

/** A change of a rate sheet: the whole of it, or parts. */
export interface UpdateRateSheet extends RateSheetChange, SheetEdit {
  /** All of it, as JSON, with the code that it has. */
  sheet?: unknown;
  endsOn?: string | null | undefined;
}

/** New prices for a rate sheet, as a published price list prints them. */
export interface ImportPriceList extends RateSheetChange {
  csv: string;
}

const LONGEST_NOTE = 500;

/** Makes a version of a rate sheet with other services, zones, bands or surcharges. Quotes keep the version that they were made by. */
export async function updateRateSheet(context: RequestContext, command: UpdateRateSheet): Promise<StoredRateSheet> {
  return changeRateSheet(context, command, (sheet, stored) => {
    if (isGiven(command.endsOn)) stored.endsOn = command.endsOn;
    if (!isGiven(command.sheet)) return editSheet(sheet, command);
    const isWholeAndParts = [
      command.name,
      command.setServices,
      command.removeServices,
      command.setZones,
      command.removeZones,
    ].some(isGiven);
    if (isWholeAndParts) throw ValidationError.of('sheet', 'Send either the whole sheet or changes of its parts.');
    return parseRateSheet(command.sheet, 'sheet');
  });
}

/** Makes a version of a rate sheet with the bands of a price list; services that the list does not name keep theirs. */
export async function importPriceList(context: RequestContext, command: ImportPriceList): Promise<StoredRateSheet> {
  return changeRateSheet(context, command, (sheet) => parseRateSheet(fillPrices(sheet, command.csv), 'sheet'));
}

/** Takes a rate sheet out of use. Refused while connections rate by it; quotes made by it can still be explained. */
export async function deleteRateSheet(context: RequestContext, id: Uuid): Promise<StoredRateSheet> {
  requireTenant(context);
  return acrossOrganizations(context).transaction(async (transaction) => {
    const stored = await holdRateSheet(context, transaction, id);
    const connections = await countConnectionsOf(transaction, id);
    if (connections > 0)
      throw new ConflictError(
        `${connections} carrier connections rate by this sheet; give them another one or delete them first.`,
        {
          field: 'id',
          code: 'RATE_SHEET_IN_USE',
        },
      );
    const before = auditedSheet(stored);
    stored.deletedAt = context.clock.now();
    const facts = { resourceType: 'rate_sheet', resourceId: id, organizationId: null, ...auditFacts(context) };
    transaction.audit({ action: 'rate_sheet.deleted', before, ...facts });
    return stored;
  });
}

async function changeRateSheet(
  context: RequestContext,
  command: RateSheetChange,
  change: (sheet: RateSheet, stored: StoredRateSheet) => RateSheet,
): Promise<StoredRateSheet> {
  requireTenant(context);
  const note = checkNote(command.note);
  const effectiveOn = command.effectiveOn ?? context.clock.now().toISOString().slice(0, 10);
  return context.session.transaction(async (transaction) => {
    const stored = await holdRateSheet(context, transaction, command.id);
    if ((command.expectedVersion ?? stored.version) !== stored.version)
      throw new ConflictError(`The rate sheet is in version ${stored.version} by now; read it again.`, {
        field: 'expectedVersion',
      });
    const before = auditedSheet(stored);
    const latest = await transaction.em.findOneOrFail(RateSheetVersionEntity, {
      rateSheetId: stored.id,
      version: stored.version,
    });
    const sheet = change(latest.sheet, stored);
    if (sheet.code !== stored.code)
      throw ValidationError.of(
        'sheet.code',
        `The code of a sheet never changes; this one is "${stored.code}".`,
        'RATE_SHEET_INVALID',
      );
    checkEnd(stored.endsOn, effectiveOn);
    stored.version += 1;
    writeRateSheetVersion(context, transaction, { stored, sheet, facts: { effectiveOn, note }, before });
    return stored;
  });
}

async function holdRateSheet(context: RequestContext, transaction: Transaction, id: Uuid): Promise<StoredRateSheet> {
  const { testMode } = context.identity;
  const stored = await transaction.em.findOne(
    StoredRateSheetEntity,
    { id, testMode, deletedAt: null },
    { lockMode: LockMode.PESSIMISTIC_WRITE },
  );
  if (!stored) throw new NotFoundError('The rate sheet', 'id');
  return stored;
}

// A sheet is the tenant's: whether it is in use is asked of all its organizations, whichever one the request names.
function acrossOrganizations(context: RequestContext): RequestContext['session'] {
  return context.openSession({ ...context.session.scope, organization: 'all' });
}

function checkNote(note: string | null | undefined): string | null {
  const trimmed = note?.trim() || null;
  if ((trimmed?.length ?? 0) > LONGEST_NOTE) throw ValidationError.of('note', `A note has at most ${LONGEST_NOTE} characters.`);
  return trimmed;
}

function isGiven<Value>(value: Value | null | undefined): value is Value {
  return value !== null && value !== undefined;
}
