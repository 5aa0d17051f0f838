import type { ErrorDetail } from '../../../platform/errors/domain-error.ts';

const LONGEST_REFERENCE = 100;
const LONGEST_NOTES = 5_000;
const LONGEST_METADATA = 16_384;

/** What callers note on a shipment for themselves, as given. */
export interface OwnMarksInput {
  reference?: string | null | undefined;
  notes?: string | null | undefined;
  metadata?: unknown;
}

/** The marks in normal form. */
export interface OwnMarks {
  reference: string | null;
  notes: string | null;
  metadata: Record<string, unknown>;
}

/** Checks the marks; faults go into the list. */
export function checkOwnMarks(input: OwnMarksInput, faults: ErrorDetail[]): OwnMarks {
  const report = (field: string, message: string): void => void faults.push({ code: 'VALIDATION_FAILED', message, field });
  const reference = input.reference?.trim() || null;
  if ((reference?.length ?? 0) > LONGEST_REFERENCE)
    report('reference', `A reference has at most ${LONGEST_REFERENCE} characters.`);
  const notes = input.notes?.trim() || null;
  if ((notes?.length ?? 0) > LONGEST_NOTES) report('notes', `Notes have at most ${LONGEST_NOTES} characters.`);
  const metadata = input.metadata ?? {};
  if (typeof metadata !== 'object' || Array.isArray(metadata)) report('metadata', 'Metadata is a JSON object.');
  else if (JSON.stringify(metadata).length > LONGEST_METADATA)
    report('metadata', `Metadata has at most ${LONGEST_METADATA} characters as JSON.`);
  return { reference, notes, metadata: metadata as Record<string, unknown> };
}
