import { BigNumber } from 'bignumber.js';
import type { ErrorDetail } from '../../../platform/errors/domain-error.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { isUsageKey } from '../meters/meter.ts';
import { PLATFORM_SOURCE } from './usage-fact.ts';

const LONGEST_NAME = 200;
const LONGEST_PROPERTIES = 4_000;
const LARGEST_QUANTITY = '99999999999999';
const QUANTITY_SCALE = 6;
const CLOCK_SKEW_MS = 60_000;
const DAY_MS = 86_400_000;
const LATEST_DAYS = 400;

/** What a source reports through the API. */
export interface ReportedUsage {
  source: string;
  id: string;
  eventType: string;
  /** Who pays; its organization need not be named beside it. */
  entityId: Uuid | null;
  /** Whose default entity pays when no entity is named. */
  organizationId: Uuid | null;
  userId: Uuid | null;
  quantity: string;
  occurredAt: Date;
  properties: Record<string, unknown>;
}

/** What is wrong with a reported event by itself; undefined when nothing is. */
export function faultOfReport(event: ReportedUsage, now: Date): ErrorDetail | undefined {
  if (!isName(event.source)) return fault('source', `A source has 1 to ${LONGEST_NAME} characters.`);
  if (event.source === PLATFORM_SOURCE || event.source.startsWith(`${PLATFORM_SOURCE}/`))
    return fault('source', `The source "${PLATFORM_SOURCE}" is the platform’s own.`);
  if (!isName(event.id)) return fault('id', `An id has 1 to ${LONGEST_NAME} characters.`);
  if (!isUsageKey(event.eventType)) return fault('eventType', 'No meter measures this kind of usage.', 'UNKNOWN_EVENT_TYPE');
  return faultOfQuantity(event.quantity) ?? faultOfTime(event.occurredAt, now) ?? faultOfProperties(event.properties);
}

/** What is wrong with a quantity that is to be recorded; undefined when nothing is. */
export function faultOfQuantity(quantity: string): ErrorDetail | undefined {
  const number = new BigNumber(quantity);
  if (!number.isGreaterThan(0) || number.isGreaterThan(LARGEST_QUANTITY))
    return fault('quantity', 'A quantity is above 0, with at most 14 digits before the point.', 'INVALID_QUANTITY');
  if ((number.decimalPlaces() ?? 0) > QUANTITY_SCALE)
    return fault('quantity', `A quantity has at most ${QUANTITY_SCALE} decimals.`, 'INVALID_QUANTITY');
  return undefined;
}

/** What is wrong with the properties of an event; undefined when nothing is. */
export function faultOfProperties(properties: unknown): ErrorDetail | undefined {
  if (typeof properties !== 'object' || properties === null || Array.isArray(properties))
    return fault('properties', 'Properties are a JSON object.');
  const text = JSON.stringify(properties);
  if (text.length > LONGEST_PROPERTIES || text.includes('\\u0000'))
    return fault('properties', `Properties have at most ${LONGEST_PROPERTIES} characters of JSON, and no NUL among them.`);
  return undefined;
}

function faultOfTime(occurredAt: Date, now: Date): ErrorDetail | undefined {
  if (occurredAt.getTime() > now.getTime() + CLOCK_SKEW_MS)
    return fault('occurredAt', 'It has not happened yet: a sender’s clock may be ahead by a minute at most.', 'FUTURE_TIMESTAMP');
  if (occurredAt.getTime() < now.getTime() - LATEST_DAYS * DAY_MS)
    return fault('occurredAt', `It happened more than ${LATEST_DAYS} days ago.`, 'TOO_LATE');
  return undefined;
}

function isName(text: string): boolean {
  return text.length > 0 && text.length <= LONGEST_NAME && !text.includes('\0');
}

function fault(field: string, message: string, code = 'VALIDATION_FAILED'): ErrorDetail {
  return { field, message, code };
}
