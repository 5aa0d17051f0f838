import {
  BrokenCircuitError,
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  handleWhen,
  type CircuitBreakerPolicy,
} from 'cockatiel';

/** When a subgraph is left alone, and for how long. */
export interface CircuitSettings {
  /** So many failures in a row open the circuit. */
  failures: number;
  /** After so long one call is let through to see whether the subgraph is back. */
  openMs: number;
}

/** Closed lets every call through; open none; half-open one, which decides. */
export type CircuitCondition = 'closed' | 'open' | 'half-open';

/** The circuit is open, so nothing was sent. */
export class CircuitOpenError extends Error {}

/** Keeps calls from a subgraph that has failed several times in a row, so that a page waits for it no longer than it must. */
export class SubgraphCircuit {
  private readonly policy: CircuitBreakerPolicy;
  private isProbing = false;

  /** `isFailure`: whether an error speaks against the subgraph. */
  constructor(settings: CircuitSettings, isFailure: (error: unknown) => boolean) {
    this.policy = circuitBreaker(handleWhen(isFailure), {
      halfOpenAfter: settings.openMs,
      breaker: new ConsecutiveBreaker(settings.failures),
    });
  }

  get condition(): CircuitCondition {
    if (this.policy.state === CircuitState.Closed) return 'closed';
    return this.policy.state === CircuitState.HalfOpen ? 'half-open' : 'open';
  }

  /** Makes the call; throws CircuitOpenError at once while the subgraph is left alone. */
  async run<Answer>(call: () => Promise<Answer>): Promise<Answer> {
    if (this.policy.state === CircuitState.Closed) return this.policy.execute(call);
    // The library would have the others wait for the one that tries.
    if (this.isProbing) throw new CircuitOpenError('another call tries whether the subgraph is back');
    this.isProbing = true;
    try {
      return await this.policy.execute(call);
    } catch (error) {
      throw error instanceof BrokenCircuitError ? new CircuitOpenError('the subgraph has failed several times in a row') : error;
    } finally {
      this.isProbing = false;
    }
  }
}
