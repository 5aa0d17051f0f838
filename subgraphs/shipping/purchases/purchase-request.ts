import { createHash } from 'node:crypto';
import type { ErrorDetail } from '../../../platform/errors/domain-error.ts';
import { ValidationError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';

const LONGEST_REFERENCE = 100;
const LONGEST_METADATA = 16_384;

/** What a label is bought for. */
export interface PurchaseShipment {
  rateId: Uuid;
  /** Who pays; null: the entity that the quote was asked for, else the caller's default. */
  entityId?: Uuid | null | undefined;
  /** Chosen by the caller; the same key buys once. */
  idempotencyKey: string;
  reference?: string | null | undefined;
  metadata?: unknown;
}

/** A checked request, and the fingerprint by which its repetition is known. */
export interface CheckedPurchase {
  rateId: Uuid;
  entityId: Uuid | null;
  idempotencyKey: string;
  reference: string | null;
  metadata: Record<string, unknown>;
  hash: string;
}

/** Checks a request; throws ValidationError with every fault. */
export function checkPurchase(command: PurchaseShipment): CheckedPurchase {
  const faults: ErrorDetail[] = [];
  const report = (field: string, message: string): void => void faults.push({ code: 'VALIDATION_FAILED', message, field });
  const { idempotencyKey } = command;
  if (!/^[\x21-\x7e]{1,200}$/.test(idempotencyKey))
    report('idempotencyKey', 'An idempotency key has 1 to 200 visible ASCII characters.');
  const reference = command.reference?.trim() || null;
  if ((reference?.length ?? 0) > LONGEST_REFERENCE)
    report('reference', `A reference has at most ${LONGEST_REFERENCE} characters.`);
  const metadata = command.metadata ?? {};
  if (typeof metadata !== 'object' || Array.isArray(metadata)) report('metadata', 'Metadata is a JSON object.');
  else if (JSON.stringify(metadata).length > LONGEST_METADATA)
    report('metadata', `Metadata has at most ${LONGEST_METADATA} characters as JSON.`);
  if (faults.length > 0) throw new ValidationError(faults);
  const checked = {
    rateId: command.rateId,
    entityId: command.entityId ?? null,
    reference,
    metadata: metadata as Record<string, unknown>,
  };
  return {
    ...checked,
    idempotencyKey,
    hash: createHash('sha256')
      .update(JSON.stringify(sorted(checked)))
      .digest('hex'),
  };
}

/** The value with the keys of all objects in order: two writings of one request have one fingerprint. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([left], [right]) => (left < right ? -1 : 1))
      .map(([key, each]) => [key, sorted(each)]),
  );
}
