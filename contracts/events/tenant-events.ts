import { z } from 'zod';
import { defineEvent } from './envelope.ts';

/** A tenant is ready: its schema is made and its administrator invited. */
export const TenantCreated = defineEvent(
  'tenant.created',
  1,
  z.object({ tenantId: z.uuid(), name: z.string(), slug: z.string(), plan: z.string(), region: z.string().nullable() }),
);

/** The tenant’s people may not act until it is reactivated. */
export const TenantSuspended = defineEvent(
  'tenant.suspended',
  1,
  z.object({ tenantId: z.uuid(), reason: z.string().nullable() }),
);

/** The tenant’s people may act again. */
export const TenantReactivated = defineEvent('tenant.reactivated', 1, z.object({ tenantId: z.uuid() }));

/** The tenant was deleted: it is purged, with everything of it, at the end of its grace. */
export const TenantDeleted = defineEvent('tenant.deleted', 1, z.object({ tenantId: z.uuid(), purgeAfter: z.iso.datetime() }));

/** A deleted tenant was brought back within its grace, as active or suspended as it had been. */
export const TenantRestored = defineEvent('tenant.restored', 1, z.object({ tenantId: z.uuid(), status: z.string() }));
