import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { ErrorDetail } from '../../../platform/errors/domain-error.ts';
import { ValidationError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { LabelFormat } from '../carriers/carrier-exchanges.ts';
import { requireAblePayer } from '../payers/require-able-payer.ts';
import { MOST_ROWS, type BatchSettings, type PurchaseWish } from './batch.ts';

const LONGEST_NAME = 200;

/** What is said of a batch besides its rows. */
export interface BatchTerms {
  name?: string | null | undefined;
  isDryRun?: boolean | null | undefined;
  /** Drafts by default: nothing is bought that nobody asked for. */
  purchase?: PurchaseWish | null | undefined;
  service?: string | null | undefined;
  entityId?: Uuid | null | undefined;
  labelFormat?: LabelFormat | null | undefined;
  connectionIds?: readonly Uuid[] | null | undefined;
}

/** The terms of a batch in normal form; throws ValidationError, and what `requireAblePayer` throws. */
export async function checkTerms(
  context: RequestContext,
  organizationId: Uuid,
  terms: BatchTerms,
): Promise<{ name: string | null; isDryRun: boolean; settings: BatchSettings }> {
  const faults: ErrorDetail[] = [];
  const name = terms.name?.trim() || null;
  if ((name?.length ?? 0) > LONGEST_NAME)
    faults.push({ code: 'VALIDATION_FAILED', message: `A name has at most ${LONGEST_NAME} characters.`, field: 'name' });
  if (terms.connectionIds?.length === 0)
    faults.push({
      code: 'VALIDATION_FAILED',
      message: 'Name at least one connection, or leave the list out to ask them all.',
      field: 'connectionIds',
    });
  if (faults.length > 0) throw new ValidationError(faults);
  const entityId = terms.entityId ?? null;
  if (entityId) await requireAblePayer(context, { organizationId, entityId });
  return {
    name,
    isDryRun: terms.isDryRun ?? false,
    settings: {
      purchase: terms.purchase ?? 'draft',
      service: terms.service?.trim() || null,
      entityId,
      labelFormat: terms.labelFormat ?? 'PDF',
      connectionIds: terms.connectionIds ? [...terms.connectionIds] : null,
    },
  };
}

/** Throws ValidationError for a batch without rows, or with more than one may have. */
export function checkRowCount(count: number): void {
  if (count === 0) throw ValidationError.of('rows', 'A batch has at least one row.', 'ROWS_EMPTY');
  if (count > MOST_ROWS)
    throw ValidationError.of('rows', `A batch has at most ${MOST_ROWS} rows; send several.`, 'TOO_MANY_ROWS');
}
