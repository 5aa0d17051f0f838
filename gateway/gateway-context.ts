import type { Identity } from '../contracts/identity/identity.ts';
import type { CallOrigin } from '../platform/context/call-origin.ts';
import type { OperationCharge } from './limits/operation-limits.ts';

/** What the gateway knows of a request. */
export interface GatewayContext extends CallOrigin {
  identity: Identity;
  /** The identity as the subgraphs trust it. */
  identityToken: string;
  ipAddress: string | null;
  userAgent: string | null;
  /** Whether it completes an event of a live field. */
  isLive?: boolean;
  /** SQL statements of all subgraph calls so far; counted only where subgraphs tell. */
  statements: number;
  /** What the operation was charged, once it was looked at. */
  charge?: OperationCharge;
}
