import { requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { defineLoader } from '../../../platform/loaders/loader.ts';
import { countRoleMembers } from './roles.query.ts';

/** How many members of the tenant's organizations have a role; null when nobody has it. */
export const membersOfRole = defineLoader(
  (context: RequestContext, keys) => countRoleMembers(context.session, requireTenant(context).id, keys),
  ({ key }: { key: string; count: number }) => key,
);
