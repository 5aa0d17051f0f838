import type { ErrorDetail } from '../../../platform/errors/domain-error.ts';
import { ValidationError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { LabelFormat } from '../carriers/carrier-exchanges.ts';
import { checkOwnMarks } from '../consignments/own-marks.ts';
import { fingerprint } from '../fingerprint.ts';

/** What a label is bought for. */
export interface PurchaseShipment {
  rateId: Uuid;
  /** Who pays; null: the entity that the quote was asked for, else the caller's default. */
  entityId?: Uuid | null | undefined;
  /** The team that spends, of which the caller is a member; null: the caller's default team. */
  teamId?: Uuid | null | undefined;
  /** Chosen by the caller; the same key buys once. */
  idempotencyKey: string;
  reference?: string | null | undefined;
  metadata?: unknown;
  /** PDF by default. */
  labelFormat?: LabelFormat | undefined;
}

/** A checked request, and the fingerprint by which its repetition is known. */
export interface CheckedPurchase {
  rateId: Uuid;
  entityId: Uuid | null;
  teamId: Uuid | null;
  idempotencyKey: string;
  reference: string | null;
  metadata: Record<string, unknown>;
  labelFormat: LabelFormat;
  hash: string;
}

/** Checks a request; throws ValidationError with every fault. */
export function checkPurchase(command: PurchaseShipment): CheckedPurchase {
  const faults: ErrorDetail[] = [];
  const { idempotencyKey } = command;
  if (!/^[\x21-\x7e]{1,200}$/.test(idempotencyKey)) {
    const message = 'An idempotency key has 1 to 200 visible ASCII characters.';
    faults.push({ code: 'VALIDATION_FAILED', message, field: 'idempotencyKey' });
  }
  const { reference, metadata } = checkOwnMarks({ reference: command.reference, metadata: command.metadata }, faults);
  if (faults.length > 0) throw new ValidationError(faults);
  const checked = {
    rateId: command.rateId,
    entityId: command.entityId ?? null,
    reference,
    metadata,
    labelFormat: command.labelFormat ?? 'PDF',
  };
  const teamId = command.teamId ?? null;
  // A request without a team is the same as from before there were any.
  return { ...checked, teamId, idempotencyKey, hash: fingerprint(teamId ? { ...checked, teamId } : checked) };
}
