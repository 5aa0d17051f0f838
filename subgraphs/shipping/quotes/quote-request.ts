import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { ErrorDetail } from '../../../platform/errors/domain-error.ts';
import { ValidationError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { Consignment } from '../carriers/consignment.ts';
import { checkConsignment, type ConsignmentInput } from '../consignments/check-consignment.ts';
import { checkOwnMarks } from '../consignments/own-marks.ts';
import { addDays, dayOf } from './days.ts';

const FARTHEST_SHIP_DAYS = 30;
/** How long carriers are waited for; who is late makes no offer. */
const LONGEST_DEADLINE_MS = 10_000;
const SHORTEST_DEADLINE_MS = 10;

/** What rates are asked for. */
export interface RequestQuotes extends ConsignmentInput {
  /** Null: all active connections of the organization. */
  connectionIds?: readonly Uuid[] | null | undefined;
  /** Codes; null: all services. */
  services?: readonly string[] | null | undefined;
  /** Who would pay; null: the caller's default entity. */
  entityId?: Uuid | null | undefined;
  reference?: string | null | undefined;
  /** The draft that is to be bought. */
  shipmentId?: Uuid | null | undefined;
  /** The day on which the carrier takes the parcels; today (UTC) by default. */
  shipDate?: string | null | undefined;
  /** How long carriers are waited for; ten seconds by default, and at most. */
  deadlineMs?: number | null | undefined;
  /** Whether to wait for the carriers (the default), or to answer at once with a quote that fills by itself. */
  wait?: boolean | null | undefined;
}

/** A checked request. */
export interface CheckedRequest {
  consignment: Consignment;
  reference: string | null;
  shipDate: string;
  deadlineMs: number;
}

/** Checks a request; throws ValidationError with every fault. */
export function checkQuoteRequest(context: RequestContext, command: RequestQuotes): CheckedRequest {
  const { consignment, faults } = checkConsignment(command);
  const { reference } = checkOwnMarks({ reference: command.reference }, faults);
  const shipDate = checkShipDate(context.clock.now(), command.shipDate, faults);
  const deadlineMs = command.deadlineMs ?? LONGEST_DEADLINE_MS;
  if (!Number.isInteger(deadlineMs) || deadlineMs < SHORTEST_DEADLINE_MS || deadlineMs > LONGEST_DEADLINE_MS) {
    const message = `Carriers are waited for ${SHORTEST_DEADLINE_MS} to ${LONGEST_DEADLINE_MS} milliseconds.`;
    faults.push({ code: 'VALIDATION_FAILED', message, field: 'deadlineMs' });
  }
  if (!consignment || faults.length > 0) throw new ValidationError(faults);
  return { consignment, reference, shipDate, deadlineMs };
}

function checkShipDate(now: Date, asked: string | null | undefined, faults: ErrorDetail[]): string {
  const today = dayOf(now);
  const shipDate = asked ?? today;
  if (shipDate < today || shipDate > dayOf(addDays(now, FARTHEST_SHIP_DAYS))) {
    const message = `The ship date must be today or at most ${FARTHEST_SHIP_DAYS} days ahead.`;
    faults.push({ code: 'SHIP_DATE_OUT_OF_RANGE', message, field: 'options.shipDate' });
  }
  return shipDate;
}
