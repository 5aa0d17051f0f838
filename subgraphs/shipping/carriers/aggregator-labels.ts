import type { z } from 'zod';
import { CarrierAnswerInvalidError, CarrierUnavailableError } from './carriers.errors.ts';

const LARGEST_LABEL_BYTES = 10_000_000;

/** Where labels may be fetched from: by https, or, for a network that is tried locally, from where its API is. */
function isTrusted(url: URL, apiUrl: string): boolean {
  return url.protocol === 'https:' || url.origin === new URL(apiUrl).origin;
}

/** The label behind an address that a network answered. Throws for an address that is none, and for what is no label. */
export async function fetchLabel(
  address: string,
  from: { apiUrl: string; carrierName: string; signal: AbortSignal },
): Promise<Buffer> {
  const { carrierName, signal } = from;
  const url = URL.parse(address);
  if (!url || !isTrusted(url, from.apiUrl))
    throw new CarrierAnswerInvalidError(carrierName, new Error('an address of a label that is none'));
  const response = await fetch(url, { signal, redirect: 'error' });
  if (!response.ok) throw new CarrierUnavailableError(carrierName, new Error(`the label answers ${response.status}`));
  return readLabel(response, carrierName);
}

// Read piece by piece: how long it says that it is may be a lie.
async function readLabel(response: Response, carrierName: string): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of response.body ?? []) {
    size += piece.length;
    if (size > LARGEST_LABEL_BYTES) break;
    pieces.push(piece);
  }
  if (size > 0 && size <= LARGEST_LABEL_BYTES) return Buffer.concat(pieces);
  throw new CarrierAnswerInvalidError(carrierName, new Error('a label without content, or of more than 10 MB'));
}

/** What a network answered, as far as it is needed; throws CarrierAnswerInvalidError when it is something else. */
export function readAnswer<Value>(schema: z.ZodType<Value>, answer: unknown, carrierName: string): Value {
  const result = schema.safeParse(answer);
  if (result.success) return result.data;
  throw new CarrierAnswerInvalidError(carrierName, result.error);
}

/** A code made of names, e.g. "DHL Express", "Worldwide" → `dhl_express_worldwide`. */
export function codeOf(...names: string[]): string {
  return names
    .join(' ')
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '');
}
