import { GraphQLError } from 'graphql';
import type { Identity } from '../../contracts/identity/identity.ts';
import { codeOf } from '../client-error.ts';
import type { RequestMeter } from './request-meter.ts';

/**
 * Counts an operation that came over a socket and is not answered by the server of queries and mutations. A subscription
 * counts once, when it has begun or was refused; the states that it shows afterwards do not.
 */
export class OperationClock {
  /** What it was charged. */
  cost = 0;
  private readonly meter: Pick<RequestMeter, 'count'>;
  private readonly session: { readonly caller: Identity };
  private readonly startedAt = performance.now();

  constructor(meter: Pick<RequestMeter, 'count'>, session: { readonly caller: Identity }) {
    this.meter = meter;
    this.session = session;
  }

  /** Counts it as answered now, by `errors` when there are any. */
  count(operationName: string | undefined, errors: readonly Error[]): void {
    const [error] = errors;
    this.meter.count({
      identity: this.session.caller,
      operationName,
      errorCode: error && codeOf(error instanceof GraphQLError ? error : {}),
      durationMs: performance.now() - this.startedAt,
      cost: this.cost,
    });
  }
}
