import type { GraphQLFormattedError } from 'graphql';

/** A subgraph refused a subscription, or ended it for a reason of its own: asking again would be answered the same. */
export class SubscriptionRefusedError extends Error {
  readonly errors: readonly GraphQLFormattedError[];

  constructor(errors: readonly GraphQLFormattedError[]) {
    super(errors[0]?.message ?? 'The subscription was refused.');
    this.name = 'SubscriptionRefusedError';
    this.errors = errors;
  }
}

/** Happenings came faster than they were read, and some of them are lost. */
export function tooSlow(): SubscriptionRefusedError {
  const message = 'This subscription was read too slowly, and events of it are lost; subscribe again.';
  return new SubscriptionRefusedError([{ message, extensions: { code: 'TOO_SLOW' } }]);
}
