import { auditFacts, type RequestContext } from '../../../platform/context/request-context.ts';
import { ValidationError } from '../../../platform/errors/errors.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { assertOrganizationExists, organizationToChange } from '../caller-organization.ts';
import { NoPayingEntityError } from '../entities/entities.errors.ts';
import { announceUsage } from './announce-usage.ts';
import { isAssigned, readUsagePricing } from './price-usage.ts';
import { assignUsage, lockUnassigned } from './replay-usage.query.ts';

/** How many events one call replays. */
const MOST_REPLAYED = 1_000;

/** Whose events to replay, and of which time. */
export interface ReplayUsageEvents {
  organizationId?: Uuid | null | undefined;
  from: Date;
  until: Date;
}

/** What a replay did. */
export interface ReplayedUsage {
  replayed: number;
  /** Whether more of the same is left: call again. */
  hasMore: boolean;
}

/**
 * Gives usage that was recorded before there was anybody to pay for it to the organization's default entity, at the prices of
 * when it happened: what was recorded stays, and is billed from now on. Again: nothing is left to do.
 */
export async function replayUsageEvents(context: RequestContext, command: ReplayUsageEvents): Promise<ReplayedUsage> {
  const organizationId = organizationToChange(context, command.organizationId);
  await assertOrganizationExists(context, organizationId);
  if (command.until <= command.from) throw ValidationError.of('until', 'The time must end after it starts.');
  return context.session.transaction(async (transaction) => {
    const events = await lockUnassigned(transaction, { ...command, organizationId }, MOST_REPLAYED);
    if (events.length === 0) return { replayed: 0, hasMore: false };
    const pricing = await readUsagePricing(transaction, events);
    const priced = events.map((event) => pricing.price({ ...event, entityId: null }, event.id));
    if (!isAssigned(priced[0]!.usage)) throw new NoPayingEntityError();
    await assignUsage(
      transaction,
      priced.map(({ usage }) => usage),
      priced.flatMap(({ measures }) => measures),
      context.clock.now(),
    );
    announceUsage(transaction, [organizationId]);
    transaction.audit({
      action: 'usage_events.replayed',
      resourceType: 'usage_batch',
      resourceId: newId(),
      organizationId,
      after: { from: command.from, until: command.until, replayed: events.length },
      ...auditFacts(context),
    });
    return { replayed: events.length, hasMore: events.length === MOST_REPLAYED };
  });
}
