import type { Permission } from '../identity/permissions.ts';

/** A kind of long work that is done for somebody. */
export interface JobKind {
  /** Its name in the database; its key is the name in the API. */
  name: string;
  /** What is done, as the API tells it. */
  description: string;
  /** Whoever holds one of these sees such jobs, in the organization, tenant and mode that they belong to. */
  seenWith: readonly Permission[];
  /** Whoever holds one of these besides may end them; nobody where there is none. */
  cancelledWith: readonly Permission[];
}

/** Every kind of job there is. */
export const JOB_KINDS = {
  TENANT_PROVISIONING: {
    name: 'tenant_provisioning',
    description: 'A tenant is made; a step is its schema, or its carriers.',
    seenWith: ['manage_tenants', 'view_platform'],
    cancelledWith: [],
  },
  BATCH: {
    name: 'batch',
    description: 'Shipments of a batch are made; a step is a row.',
    seenWith: ['view_shipments'],
    cancelledWith: ['create_shipments'],
  },
  ADDON_SIMULATION: {
    name: 'addon_simulation',
    description: 'Past purchases are priced again; a step is a purchase.',
    seenWith: ['manage_addons'],
    cancelledWith: ['manage_addons'],
  },
} as const satisfies Record<string, JobKind>;
