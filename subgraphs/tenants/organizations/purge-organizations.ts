import { auditFacts, type RequestContext } from '../../../platform/context/request-context.ts';
import type { ScheduledJob } from '../../../platform/server/subgraph-definition.ts';
import { purgeDeletedOrganizations } from './deleted-organizations.query.ts';
import { PURGE_ORGANIZATIONS, purgedIfDeletedUntil } from './organization-grace.ts';

/** Removes the people of organizations whose grace is over; what they did stays in the books. */
export const purgeOrganizationsJob: ScheduledJob = { name: PURGE_ORGANIZATIONS, everyMs: 60_000, run: purgeOrganizations };

/** The same at once, for the caller's tenant. */
export async function purgeOrganizations(context: RequestContext): Promise<void> {
  // Organizations exist in both modes and are kept in the live one.
  if (context.identity.testMode) return;
  await context.session.transaction(async (transaction) => {
    const now = context.clock.now();
    const purged = await purgeDeletedOrganizations(transaction, { deletedUntil: purgedIfDeletedUntil(now), now });
    transaction.audit(
      ...purged.map(({ id, name, members }) => ({
        action: 'organization.purged',
        resourceType: 'organization',
        resourceId: id,
        organizationId: id,
        before: { name, members },
        ...auditFacts(context),
      })),
    );
  });
}
