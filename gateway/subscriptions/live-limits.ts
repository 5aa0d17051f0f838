/** How much clients may hold open at one gateway. */
export interface LiveLimits {
  connectionsPerTenant: number;
  subscriptionsPerTenant: number;
  operationsPerConnection: number;
  messageBytes: number;
  /** How long a socket may be open without `connection_init`. */
  initWithinMs: number;
}

/** The limits where the operator sets no others. */
export const DEFAULT_LIVE_LIMITS: LiveLimits = {
  connectionsPerTenant: 10_000,
  subscriptionsPerTenant: 20_000,
  operationsPerConnection: 100,
  messageBytes: 65_536,
  initWithinMs: 10_000,
};
