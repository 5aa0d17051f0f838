import { createHash } from 'node:crypto';

/** What a tracking number is made of: 2 + 3 + 6 + 10 digits and a check digit. */
export interface TrackingNumberParts {
  /** GS1 application identifier of the parcel barcode: 92 to 95. */
  applicationIdentifier?: string;
  /** Three digits that stand for the service. */
  serviceTypeCode: string;
  /** Six digits that stand for the mailer. */
  mailerId: string;
  /** 0 to 9,999,999,999; unique within the mailer. */
  serial: bigint;
}

const SERIAL_SPACE = 10_000_000_000n;
const DEFAULT_APPLICATION_IDENTIFIER = '94';

/**
 * A 22-digit tracking number with its mod-10 check digit. The number is as unique as its serial: the caller gives each
 * shipment of a mailer another one. Throws RangeError if a part has the wrong form.
 */
export function trackingNumber(parts: TrackingNumberParts): string {
  const { applicationIdentifier = DEFAULT_APPLICATION_IDENTIFIER, serviceTypeCode, mailerId, serial } = parts;
  if (!/^9[2-5]$/.test(applicationIdentifier)) throw new RangeError('applicationIdentifier must be 92 to 95');
  if (!/^\d{3}$/.test(serviceTypeCode)) throw new RangeError('serviceTypeCode must have 3 digits');
  if (!/^\d{6}$/.test(mailerId)) throw new RangeError('mailerId must have 6 digits');
  if (serial < 0n || serial >= SERIAL_SPACE) throw new RangeError('serial must be 0 to 9999999999');
  const body = `${applicationIdentifier}${serviceTypeCode}${mailerId}${serial.toString().padStart(10, '0')}`;
  return `${body}${checkDigit(body)}`;
}

/**
 * A serial that depends on the shipment (a UUID, any case), the attempt and the parcel's position (from 1) alone, so that the same
 * parcel asks for the same number again. Ten digits of a hash collide about once in 10^10 / n against n numbers in use: whoever stores
 * the number does so under a unique index and, when that refuses it, takes the next `attempt` and stores which one it was.
 */
export function trackingSerial(shipmentId: string, attempt = 0, position = 1): bigint {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(shipmentId)) throw new RangeError('shipmentId must be a UUID');
  if (!Number.isInteger(attempt) || attempt < 0) throw new RangeError('attempt must be a whole number of at least 0');
  if (!Number.isInteger(position) || position < 1) throw new RangeError('position must be a whole number of at least 1');
  // The first parcel has the serial that a shipment of one always had.
  const parts = [shipmentId.toLowerCase(), attempt, ...(position > 1 ? [position] : [])];
  const digest = createHash('sha256').update(parts.join(':')).digest();
  // 128 bits against 34 leave no bias worth the name.
  return BigInt(`0x${digest.toString('hex', 0, 16)}`) % SERIAL_SPACE;
}

/** Whether the text is a 22-digit tracking number whose check digit is right; spaces are allowed. */
export function isValidTrackingNumber(text: string): boolean {
  const digits = text.replaceAll(' ', '');
  return /^9[2-5]\d{20}$/.test(digits) && checkDigit(digits.slice(0, -1)) === digits.slice(-1);
}

/** As it is printed: in groups of four from the left. */
export function printedTrackingNumber(number: string): string {
  return number.replace(/(.{4})(?=.)/g, '$1 ');
}

/** GS1 mod 10: weights 3 and 1 alternate, the digit at the right has 3; the check digit fills the sum up to the next ten. */
function checkDigit(body: string): string {
  let sum = 0;
  for (let index = 0; index < body.length; index += 1) {
    sum += Number(body[body.length - 1 - index]) * (index % 2 === 0 ? 3 : 1);
  }
  return String((10 - (sum % 10)) % 10);
}
