import { requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { DomainError } from '../../../platform/errors/domain-error.ts';
import { findCarrier } from '../carriers/carrier-registry.ts';
import { createRateSheet } from './create-rate-sheet.ts';

// The built-in sheet of each carrier whose prices are published.
const SHEETS: ReadonlyMap<string, string> = new Map([['usps', 'usps-notice-123-2025-10-05']]);

/** A carrier that was named, and whether organizations can connect it. */
export interface SetUpCarrier {
  carrier: string;
  isReady: boolean;
}

/** Stores the published price lists of carriers for the caller's tenant and mode; those that are there already stay. */
export async function setUpCarriers(context: RequestContext, carriers: readonly string[]): Promise<SetUpCarrier[]> {
  requireTenant(context);
  const setUp: SetUpCarrier[] = [];
  for (const carrier of carriers)
    setUp.push({ carrier, isReady: findCarrier(carrier)?.needsRateSheet === false || (await hasSheet(context, carrier)) });
  return setUp;
}

async function hasSheet(context: RequestContext, carrier: string): Promise<boolean> {
  const builtIn = SHEETS.get(carrier);
  if (!builtIn) return false;
  try {
    await createRateSheet(context, { builtIn });
  } catch (error) {
    if (!(error instanceof DomainError && error.code === 'RATE_SHEET_CODE_TAKEN')) throw error;
  }
  return true;
}
