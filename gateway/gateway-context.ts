import type { Identity } from '../contracts/identity/identity.ts';

/** What the gateway knows of a request. */
export interface GatewayContext {
  identity: Identity;
  /** The identity as the subgraphs trust it. */
  identityToken: string;
  requestId: string;
  ipAddress: string | null;
  userAgent: string | null;
  /** SQL statements of all subgraph calls so far; counted only where subgraphs tell. */
  statements: number;
}
