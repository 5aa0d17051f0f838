import type { Uuid } from '../../../platform/ids/public-id.ts';

/** What one unit of a kind of usage costs from a moment on: of the tenant, of an organization, or of one entity. */
export interface UsageRate {
  id: Uuid;
  /** Null for the whole tenant. */
  organizationId: Uuid | null;
  /** Null for the whole organization. */
  entityId: Uuid | null;
  eventType: string;
  currency: string;
  unitPrice: string;
  effectiveFrom: Date;
  /** Counts the rates of one place, kind and currency from 1. */
  version: number;
  createdAt: Date;
}
