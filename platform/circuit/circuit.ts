import {
  BrokenCircuitError,
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  handleWhen,
  type CircuitBreakerPolicy,
} from 'cockatiel';

/** When something outside is left alone, and for how long. */
export interface CircuitSettings {
  /** So many failures in a row open the circuit. */
  failures: number;
  /** After so long one call is let through to see whether the other side is back. */
  openMs: number;
}

/** Closed lets every call through; open none; half-open one, which decides. */
export type CircuitCondition = 'closed' | 'open' | 'half-open';

/** The circuit is open, so nothing was sent. */
export class CircuitOpenError extends Error {}

/** Keeps calls from another side that has failed several times in a row, so that nobody waits for it longer than they must. */
export class Circuit {
  private readonly policy: CircuitBreakerPolicy;
  private isProbing = false;

  /** `isFailure`: whether an error speaks against the other side. */
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

  /** Makes the call; throws CircuitOpenError at once while the other side is left alone. */
  async run<Answer>(call: () => Promise<Answer>): Promise<Answer> {
    if (this.policy.state === CircuitState.Closed) return this.policy.execute(call);
    // The library would have the others wait for the one that tries.
    if (this.isProbing) throw new CircuitOpenError('another call tries whether the other side is back');
    this.isProbing = true;
    try {
      return await this.policy.execute(call);
    } catch (error) {
      throw error instanceof BrokenCircuitError
        ? new CircuitOpenError('the other side has failed several times in a row')
        : error;
    } finally {
      this.isProbing = false;
    }
  }
}
