import { requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { onUniqueViolation } from '../../../platform/database/database-error.ts';
import { ConflictError, NotFoundError, ValidationError } from '../../../platform/errors/errors.ts';
import { newId } from '../../../platform/ids/public-id.ts';
import { fillPrices } from './fill-prices.ts';
import { parseRateSheet } from './parse-rate-sheet.ts';
import { offeredServices, StoredRateSheetEntity, type StoredRateSheet } from './rate-sheet.entity.ts';
import type { RateSheet } from './rate-sheet.ts';
import { uspsRateSheet } from './usps-sheet.ts';
import { writeRateSheetVersion } from './write-rate-sheet.ts';

/** Published price lists that come with the package, by the name under which they are asked for. */
const BUILT_IN_RATE_SHEETS: Readonly<Record<string, () => RateSheet>> = {
  'usps-notice-123-2025-10-05': uspsRateSheet,
};

/** Where a new rate sheet comes from: exactly one of `builtIn` and `sheet`. */
export interface CreateRateSheet {
  /** The name of a built-in sheet. */
  builtIn?: string | null | undefined;
  /** A sheet as JSON; its shape is RateSheet. */
  sheet?: unknown;
  /** A price list that fills the services of `sheet`, which may then leave out zones, bands and price list. */
  csv?: string | null | undefined;
  /** The day from which it counts; today (UTC) by default. */
  effectiveOn?: string | null | undefined;
  endsOn?: string | null | undefined;
}

/** Stores a rate sheet for the tenant, in the caller's mode. Refused with the faults of the sheet or its price list, NOT_FOUND or RATE_SHEET_CODE_TAKEN. */
export async function createRateSheet(context: RequestContext, command: CreateRateSheet): Promise<StoredRateSheet> {
  requireTenant(context);
  const sheet = readSheet(command);
  const now = context.clock.now();
  const effectiveOn = command.effectiveOn ?? now.toISOString().slice(0, 10);
  const endsOn = checkEnd(command.endsOn ?? null, effectiveOn);
  return onUniqueViolation(
    'rate_sheets_code',
    () =>
      new ConflictError(`A rate sheet with the code "${sheet.code}" exists already.`, {
        field: command.builtIn ? 'builtIn' : 'sheet.code',
        code: 'RATE_SHEET_CODE_TAKEN',
      }),
    () =>
      context.session.transaction(async (transaction) => {
        const stored = transaction.em.create(StoredRateSheetEntity, {
          id: newId(),
          testMode: context.identity.testMode,
          code: sheet.code,
          name: sheet.name,
          currency: sheet.currency,
          services: offeredServices(sheet),
          version: 1,
          endsOn,
          createdAt: now,
          updatedAt: now,
          deletedAt: null,
        });
        await transaction.em.flush();
        writeRateSheetVersion(context, transaction, { stored, sheet, facts: { effectiveOn, note: null }, before: undefined });
        return stored;
      }),
  );
}

/** The last day of a sheet, checked against the first day of a version; throws a ValidationError. */
export function checkEnd(endsOn: string | null, effectiveOn: string): string | null {
  if (endsOn !== null && endsOn < effectiveOn)
    throw ValidationError.of('endsOn', `The sheet would end before ${effectiveOn}, when these prices begin.`, 'RATE_SHEET_DATES');
  return endsOn;
}

function readSheet(command: CreateRateSheet): RateSheet {
  const hasSheet = command.sheet !== null && command.sheet !== undefined;
  if (Boolean(command.builtIn) === hasSheet) throw ValidationError.of('sheet', 'Send either builtIn or sheet.');
  if (!command.builtIn)
    return parseRateSheet(isGiven(command.csv) ? fillPrices(command.sheet, command.csv) : command.sheet, 'sheet');
  if (isGiven(command.csv))
    throw ValidationError.of('csv', 'A built-in sheet has its prices; send the CSV with a sheet of your own.');
  const make = Object.hasOwn(BUILT_IN_RATE_SHEETS, command.builtIn) ? BUILT_IN_RATE_SHEETS[command.builtIn] : undefined;
  if (!make) throw new NotFoundError(`A built-in rate sheet "${command.builtIn.slice(0, 60)}"`, 'builtIn');
  return make();
}

const isGiven = (text: string | null | undefined): text is string => text !== null && text !== undefined;
