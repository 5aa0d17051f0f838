import { z } from 'zod';

/** The tenant that a host leads to, by a verified domain or by its label below the platform's domain; null where none is. */
export const ResolveTenantHost = {
  subgraph: 'tenants',
  field: 'resolveTenantHost',
  document: `query ResolveTenantHost($input: ResolveTenantHostInput!) { resolveTenantHost(input: $input) { tenant { id status } } }`,
  input: z.object({
    /** In lower case, without a port. */
    host: z.string(),
  }),
  output: z.object({
    tenant: z.object({ id: z.uuid(), status: z.enum(['provisioning', 'active', 'suspended', 'deleted', 'failed']) }).nullable(),
  }),
};
