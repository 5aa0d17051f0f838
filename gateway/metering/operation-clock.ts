import { GraphQLError } from 'graphql';
import type { Identity } from '../../contracts/identity/identity.ts';
import { SubscriptionRefusedError } from '../../platform/server/subscription-refused.ts';
import { codeOf } from '../client-error.ts';
import type { RequestMeter } from './request-meter.ts';

/**
 * Counts an operation that came over a socket and is not answered by the server of queries and mutations. A subscription
 * counts once, when it has shown something or was refused, by the gateway or by the subgraph; what it shows afterwards does not.
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
      errorCode: error && codeOf(toldBy(error)),
      durationMs: performance.now() - this.startedAt,
      cost: this.cost,
    });
  }
}

function toldBy(error: Error): Parameters<typeof codeOf>[0] {
  if (error instanceof SubscriptionRefusedError) return error.errors[0] ?? {};
  return error instanceof GraphQLError ? error : {};
}
