import type { Shippo } from 'shippo';
import type { CarrierCall } from '../carrier-adapter.ts';
import {
  CarrierAnswerInvalidError,
  CarrierCredentialsError,
  CarrierRefusedError,
  CarrierUnavailableError,
} from '../carriers.errors.ts';

/** Where Shippo answers; another address in tests. */
export const SHIPPO_URL = 'https://api.goshippo.com';

const LIVE_TOKEN = /^shippo_live_/;
const TEST_TOKEN = /^shippo_test_/;
const REFUSALS: ReadonlySet<number> = new Set([400, 402, 404, 405, 409, 422]);
const LONGEST_REASON = 500;

/** Asks Shippo through its SDK, in the name of a connection. Refusals are refusals; anything else that goes wrong, an outage. */
export async function askShippo<Answer>(
  serverURL: string,
  call: CarrierCall,
  question: (api: Shippo, options: { signal: AbortSignal }) => Promise<Answer>,
): Promise<Answer> {
  const { connection, signal } = call;
  const token = connection.credentials['apiToken'] ?? '';
  // A test must never spend money, and live labels must not be samples.
  if ((connection.testMode ? LIVE_TOKEN : TEST_TOKEN).test(token))
    throw new CarrierRefusedError(
      connection.testMode
        ? 'In test mode Shippo takes test tokens only (shippo_test_…).'
        : 'In live mode Shippo takes live tokens only (shippo_live_…).',
      { field: 'credentials.apiToken' },
    );
  // Loaded when somebody first uses it: most processes never do.
  const sdk = await import('shippo');
  const api = new sdk.Shippo({ apiKeyHeader: `ShippoToken ${token}`, serverURL, retryConfig: { strategy: 'none' } });
  try {
    return await question(api, { signal });
  } catch (error) {
    throw carrierError(connection.carrierName, error as Error & { statusCode?: number; body?: string });
  }
}

// The SDK checks what comes back; an answer of the right status that it cannot read is nonsense, not a refusal.
function carrierError(carrierName: string, error: Error & { statusCode?: number; body?: string }): Error {
  if (error instanceof CarrierRefusedError || error instanceof CarrierUnavailableError) return error;
  const { statusCode } = error;
  if (statusCode === undefined) return new CarrierUnavailableError(carrierName, error);
  if (statusCode < 300) return new CarrierAnswerInvalidError(carrierName, error);
  if (statusCode === 401 || statusCode === 403) return new CarrierCredentialsError(carrierName, error);
  if (!REFUSALS.has(statusCode)) return new CarrierUnavailableError(carrierName, error);
  return new CarrierRefusedError(`${carrierName}: ${reasonOf(error.body ?? '')}`, { cause: error });
}

// Shippo answers an object of fields with lists of reasons, or one of `detail`.
function reasonOf(body: string): string {
  try {
    const texts: string[] = [];
    JSON.stringify(JSON.parse(body), (_key, value: unknown) => {
      if (typeof value === 'string') texts.push(value);
      return value;
    });
    return texts.join('; ').slice(0, LONGEST_REASON) || 'it was refused';
  } catch {
    return 'it was refused';
  }
}
