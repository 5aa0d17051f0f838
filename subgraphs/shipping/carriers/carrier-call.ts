import { DomainError } from '../../../platform/errors/domain-error.ts';
import { CircuitOpenError, type Circuit } from '../../../platform/circuit/circuit.ts';
import type { CarrierRequestMadeData } from '../../../contracts/events/usage-events.ts';
import type {
  CarrierAdapter,
  CarrierCall,
  CarrierFunction,
  CarrierFunctions,
  CarrierOperation,
  ConnectionFacts,
} from './carrier-adapter.ts';
import { circuitOf } from './carrier-circuits.ts';
import type { CarrierExchanges } from './carrier-exchanges.ts';
import { carrierOf } from './carrier-registry.ts';
import {
  CarrierOperationUnsupportedError,
  CarrierPausedError,
  CarrierTimeoutError,
  CarrierUnavailableError,
} from './carriers.errors.ts';
import { soundAnswer } from './sound-answer.ts';

/** How long each operation is waited for unless said otherwise, attempts and the pauses between them together. */
const TIMEOUTS_MS: Readonly<Record<CarrierOperation, number>> = {
  rate: 10_000,
  buy: 20_000,
  void: 15_000,
  track: 10_000,
  schedulePickup: 20_000,
  cancelPickup: 15_000,
  validateAddress: 5_000,
  manifest: 20_000,
  verify: 10_000,
};

/** What may be asked once more when nothing is known of the first time: what only reads, or takes back. Never what buys. */
const MAY_BE_REPEATED: ReadonlySet<CarrierOperation> = new Set([
  'rate',
  'track',
  'validateAddress',
  'verify',
  'void',
  'cancelPickup',
]);
const MOST_ATTEMPTS = 2;
const PAUSE_MS = 200;

/** What a call came to, and what is to be metered of it in the transaction that records the outcome: an entry for each request sent. */
export interface CarrierOutcome<Answer> {
  result: { answer: Answer } | { error: DomainError };
  usage: CarrierRequestMadeData[];
}

/** How a call is made otherwise than usual. */
export interface CarrierCallSettings {
  timeoutMs?: number | undefined;
  /** Before the second attempt, half of it to one and a half times it. */
  pauseMs?: number | undefined;
  circuit?: Circuit | undefined;
}

/**
 * Calls the carrier of a connection. Never throws and never waits longer than the time-out. What only reads is asked twice when
 * the first time failed; a connection that keeps failing is left alone for half a minute.
 */
export async function callCarrier<Operation extends CarrierOperation>(
  connection: ConnectionFacts,
  operation: Operation,
  request: CarrierExchanges[Operation]['request'],
  settings: CarrierCallSettings = {},
): Promise<CarrierOutcome<CarrierExchanges[Operation]['answer']>> {
  return callAdapter(carrierOf(connection), { connection, operation, request }, settings);
}

/** `callCarrier` with the adapter given. */
export async function callAdapter<Operation extends CarrierOperation>(
  adapter: CarrierAdapter,
  asked: { connection: ConnectionFacts; operation: Operation; request: CarrierExchanges[Operation]['request'] },
  settings: CarrierCallSettings = {},
): Promise<CarrierOutcome<CarrierExchanges[Operation]['answer']>> {
  const { connection, operation, request } = asked;
  const { carrierName } = connection;
  // Looked up by what it can do, so that the compiler keeps question and answer together.
  const functions: CarrierFunctions = adapter;
  const work: CarrierFunction<Operation> | undefined = functions[operation];
  if (!work) return { result: { error: new CarrierOperationUnsupportedError(carrierName, operation) }, usage: [] };
  const usage: CarrierRequestMadeData[] = [];
  const deadline = startDeadline(carrierName, settings.timeoutMs ?? TIMEOUTS_MS[operation]);
  const call: CarrierCall = { connection, signal: deadline.signal };
  const attempt = async (): Promise<CarrierExchanges[Operation]['answer']> => {
    const startedAt = performance.now();
    let status: CarrierRequestMadeData['status'] = 'error';
    try {
      // A function that throws at once is a carrier that fails like any other.
      const answer = await Promise.race([(async () => work(request, call))(), deadline.expired]);
      const sound = soundAnswer(carrierName, { operation, request }, answer);
      status = 'ok';
      return sound;
    } catch (error) {
      throw error instanceof DomainError ? error : new CarrierUnavailableError(carrierName, error);
    } finally {
      const durationMs = Math.round(performance.now() - startedAt);
      usage.push({ connectionId: connection.id, carrierName, operation, status, durationMs });
    }
  };
  try {
    const circuit = settings.circuit ?? circuitOf(connection.id);
    const pause = (): Promise<unknown> => Promise.race([pauseFor(settings.pauseMs ?? PAUSE_MS), deadline.expired]);
    const answer = await repeating(operation, () => circuit.run(attempt), pause);
    return { result: { answer }, usage };
  } catch (error) {
    return {
      result: { error: error instanceof CircuitOpenError ? new CarrierPausedError(carrierName) : (error as DomainError) },
      usage,
    };
  } finally {
    deadline.stop();
  }
}

async function repeating<Answer>(
  operation: CarrierOperation,
  attempt: () => Promise<Answer>,
  pause: () => Promise<unknown>,
): Promise<Answer> {
  for (let made = 1; ; made += 1) {
    try {
      return await attempt();
    } catch (error) {
      const isPassing = error instanceof CarrierUnavailableError && !(error instanceof CarrierTimeoutError);
      if (!isPassing || made >= MOST_ATTEMPTS || !MAY_BE_REPEATED.has(operation)) throw error;
    }
    await pause();
  }
}

// With some chance in it, so that many who failed together do not come back together.
function pauseFor(pauseMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, pauseMs * (0.5 + Math.random())));
}

function startDeadline(
  carrierName: string,
  timeoutMs: number,
): { signal: AbortSignal; expired: Promise<never>; stop: () => void } {
  const abort = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new CarrierTimeoutError(carrierName, timeoutMs));
      abort.abort();
    }, timeoutMs);
  });
  // It may pass while nobody is looking.
  expired.catch(() => {});
  return { signal: abort.signal, expired, stop: () => clearTimeout(timer) };
}
