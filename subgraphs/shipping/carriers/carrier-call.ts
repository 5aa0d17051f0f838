import { DomainError } from '../../../platform/errors/domain-error.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { CarrierRequestMadeData } from '../../../contracts/events/usage-events.ts';
import type { CarrierOperation } from './carrier-adapter.ts';
import { CarrierTimeoutError, CarrierUnavailableError } from './carriers.errors.ts';

/** Which carrier is called for what, and how long its answer is waited for. */
export interface CarrierCall {
  connectionId: Uuid;
  carrierName: string;
  operation: CarrierOperation;
  timeoutMs: number;
}

/** What a call came to, and what is to be metered of it in the transaction that records the outcome. */
export interface CarrierOutcome<Answer> {
  result: { answer: Answer } | { error: DomainError };
  usage: CarrierRequestMadeData;
}

/** Calls a carrier. Never throws and never waits longer than the time-out; a carrier that throws is unavailable. */
export async function callCarrier<Answer>(
  call: CarrierCall,
  work: (signal: AbortSignal) => Promise<Answer>,
): Promise<CarrierOutcome<Answer>> {
  const startedAt = performance.now();
  const result = await answerInTime(call, work);
  return {
    result,
    usage: {
      connectionId: call.connectionId,
      carrierName: call.carrierName,
      operation: call.operation,
      status: 'answer' in result ? 'ok' : 'error',
      durationMs: Math.round(performance.now() - startedAt),
    },
  };
}

async function answerInTime<Answer>(
  call: CarrierCall,
  work: (signal: AbortSignal) => Promise<Answer>,
): Promise<{ answer: Answer } | { error: DomainError }> {
  const abort = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const timeOut = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new CarrierTimeoutError(call.carrierName, call.timeoutMs));
      abort.abort();
    }, call.timeoutMs);
  });
  try {
    return { answer: await Promise.race([work(abort.signal), timeOut]) };
  } catch (error) {
    return { error: error instanceof DomainError ? error : new CarrierUnavailableError(call.carrierName, error) };
  } finally {
    clearTimeout(timer);
  }
}
