import { auditFacts, requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { onUniqueViolation } from '../../../platform/database/database-error.ts';
import { ConflictError, NotFoundError, ValidationError } from '../../../platform/errors/errors.ts';
import { newId } from '../../../platform/ids/public-id.ts';
import { parseRateSheet } from './parse-rate-sheet.ts';
import { StoredRateSheetEntity, type StoredRateSheet } from './rate-sheet.entity.ts';
import type { RateSheet } from './rate-sheet.ts';
import { uspsRateSheet } from './usps-sheet.ts';

/** Published price lists that come with the package, by the name under which they are asked for. */
const BUILT_IN_RATE_SHEETS: Readonly<Record<string, () => RateSheet>> = {
  'usps-notice-123-2025-10-05': uspsRateSheet,
};

/** Where a new rate sheet comes from: exactly one of the two. */
export interface CreateRateSheet {
  /** The name of a built-in sheet. */
  builtIn?: string | null | undefined;
  /** A sheet as JSON; its shape is RateSheet. */
  sheet?: unknown;
}

/** Stores a rate sheet for the tenant, in the caller's mode. Refused with RATE_SHEET_INVALID, NOT_FOUND or RATE_SHEET_CODE_TAKEN. */
export async function createRateSheet(context: RequestContext, command: CreateRateSheet): Promise<StoredRateSheet> {
  requireTenant(context);
  const sheet = readSheet(command);
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
          services: sheet.services.map(({ code, name, carrierName, priceList }) => ({ code, name, carrierName, priceList })),
          sheet,
          version: 1,
          createdAt: context.clock.now(),
        });
        await transaction.em.flush();
        transaction.audit({
          action: 'rate_sheet.created',
          resourceType: 'rate_sheet',
          resourceId: stored.id,
          organizationId: null,
          after: { code: sheet.code, name: sheet.name, services: stored.services },
          ...auditFacts(context),
        });
        return stored;
      }),
  );
}

function readSheet(command: CreateRateSheet): RateSheet {
  const hasSheet = command.sheet !== null && command.sheet !== undefined;
  if (Boolean(command.builtIn) === hasSheet) throw ValidationError.of('sheet', 'Send either builtIn or sheet.');
  if (!command.builtIn) return parseRateSheet(command.sheet, 'sheet');
  const make = Object.hasOwn(BUILT_IN_RATE_SHEETS, command.builtIn) ? BUILT_IN_RATE_SHEETS[command.builtIn] : undefined;
  if (!make) throw new NotFoundError(`A built-in rate sheet "${command.builtIn.slice(0, 60)}"`, 'builtIn');
  return make();
}
