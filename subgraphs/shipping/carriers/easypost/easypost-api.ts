import { z } from 'zod';
import type { CarrierCall } from '../carrier-adapter.ts';
import { CarrierCredentialsError, CarrierRefusedError, CarrierUnavailableError } from '../carriers.errors.ts';

/** Where EasyPost answers; another address in tests. */
export const EASYPOST_URL = 'https://api.easypost.com/v2/';

/** As much of the SDK as is used. What it answers is read by schemas, as anything from outside. */
export interface EasyPostApi {
  Shipment: {
    create(shipment: object): Promise<unknown>;
    buy(id: string, rateId: string): Promise<unknown>;
    retrieve(id: string): Promise<unknown>;
    refund(id: string): Promise<unknown>;
    convertLabelFormat(id: string, format: string): Promise<unknown>;
  };
  Order: {
    create(order: object): Promise<unknown>;
    buy(id: string, carrier: string, service: string): Promise<unknown>;
    retrieve(id: string): Promise<unknown>;
  };
  Tracker: { create(tracker: object): Promise<unknown> };
  Address: { create(address: object): Promise<unknown>; all(page: object): Promise<unknown> };
  Pickup: {
    create(pickup: object): Promise<unknown>;
    buy(id: string, carrier: string, service: string): Promise<unknown>;
    cancel(id: string): Promise<unknown>;
    retrieve(id: string): Promise<unknown>;
    all(page: object): Promise<unknown>;
  };
  ScanForm: { create(form: object): Promise<unknown>; retrieve(id: string): Promise<unknown> };
}

interface AbortableRequest {
  abort(): void;
}

interface EasyPostConstructor {
  new (
    key: string,
    options: { baseUrl: string; requestMiddleware: (request: AbortableRequest) => AbortableRequest },
  ): EasyPostApi;
}

const LIVE_KEY = /^EZAK/;
const TEST_KEY = /^EZTK/;

/** What EasyPost says when it says no. */
const ApiFault = z.object({
  statusCode: z.number(),
  code: z.string().optional(),
  message: z.string(),
  errors: z.array(z.object({ field: z.string().nullish(), message: z.string().nullish() })).nullish(),
});

/** Asks EasyPost through its SDK, in the name of a connection. Refusals are refusals; anything else that goes wrong, an outage. */
export async function askEasyPost<Answer>(
  baseUrl: string,
  call: CarrierCall,
  question: (api: EasyPostApi) => Promise<Answer>,
): Promise<Answer> {
  const { connection, signal } = call;
  const key = connection.credentials['apiKey'] ?? '';
  // A test must never spend money, and live labels must not be samples.
  if ((connection.testMode ? LIVE_KEY : TEST_KEY).test(key))
    throw new CarrierRefusedError(
      connection.testMode
        ? 'In test mode EasyPost takes test keys only (EZTK…).'
        : 'In live mode EasyPost takes production keys only (EZAK…).',
      { field: 'credentials.apiKey' },
    );
  // Loaded when somebody first uses it: most processes never do.
  const { default: EasyPost } = (await import('@easypost/api')) as unknown as { default: EasyPostConstructor };
  const requestMiddleware = (request: AbortableRequest): AbortableRequest => {
    // Nothing may be returned here: the request is a promise too, and an event's listener that fails ends the process.
    const end = (): void => {
      request.abort();
    };
    signal.addEventListener('abort', end, { once: true });
    return request;
  };
  try {
    return await question(new EasyPost(key, { baseUrl, requestMiddleware }));
  } catch (error) {
    throw carrierError(connection.carrierName, error);
  }
}

/** The code by which EasyPost names a fault that its SDK threw; undefined for anything else. */
export function easyPostCode(error: unknown): string | undefined {
  return ApiFault.safeParse(error).data?.code;
}

function carrierError(carrierName: string, error: unknown): Error {
  const fault = ApiFault.safeParse(error).data;
  if (!fault)
    return error instanceof CarrierRefusedError || error instanceof CarrierUnavailableError
      ? error
      : new CarrierUnavailableError(carrierName, error);
  if (fault.statusCode === 401 || fault.statusCode === 403) return new CarrierCredentialsError(carrierName, error);
  const isRefusal = [400, 402, 404, 405, 409, 422].includes(fault.statusCode);
  if (!isRefusal) return new CarrierUnavailableError(carrierName, error);
  const named = (fault.errors ?? []).flatMap(({ message }) => message ?? []);
  return new CarrierRefusedError(`${carrierName}: ${[fault.message, ...named].join('; ').slice(0, 500)}`, { cause: error });
}
