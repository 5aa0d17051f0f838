import { auditFacts, hasPermission, type RequestContext } from '../../../platform/context/request-context.ts';
import { ForbiddenError, ValidationError } from '../../../platform/errors/errors.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { isCurrencyCode } from '../../../platform/money/currency.ts';
import { assertOrganizationExists, organizationToChange } from '../caller-organization.ts';
import { retryOnConflict } from '../retry-on-conflict.ts';
import { BillingEntityEntity, type BillingEntity, type ExhaustionPolicy } from './billing-entity.entity.ts';
import { checkEntity } from './check-entity.ts';
import { entityBillingChanged } from './entity-events.ts';
import { hasDefaultEntity, openCreditBalance } from './entity-write.query.ts';

/** What a new entity is made of. */
export interface CreateEntity {
  /** For staff of the tenant, who act for any organization; members of one may leave it out. */
  organizationId?: Uuid | null | undefined;
  name: string;
  country: string;
  currency: string;
  timeZone: string;
  billingEmail?: string | null | undefined;
  exhaustionPolicy?: ExhaustionPolicy | null | undefined;
  lowBalanceThreshold?: string | null | undefined;
}

/** Makes an entity with an empty balance; the first one of an organization (in test and in live mode) becomes its default. */
export async function createEntity(context: RequestContext, command: CreateEntity): Promise<BillingEntity> {
  const organizationId = organizationToChange(context, command.organizationId);
  await assertOrganizationExists(context, organizationId);
  const facts = checkEntity(command);
  if (!isCurrencyCode(command.currency))
    throw ValidationError.of('currency', 'Send the currency by its ISO 4217 code, e.g. "USD".');
  const exhaustionPolicy = command.exhaustionPolicy ?? 'refuse';
  if (exhaustionPolicy === 'invoice') requireCreditAuthority(context, 'let an entity buy on invoice');
  return retryOnConflict('entities_one_default', () =>
    context.session.transaction(async (transaction) => {
      const entity = transaction.em.create(BillingEntityEntity, {
        id: newId(),
        organizationId,
        testMode: context.identity.testMode,
        name: facts.name!,
        country: facts.country!,
        currency: command.currency,
        timeZone: facts.timeZone!,
        billingEmail: facts.billingEmail ?? null,
        status: 'active',
        graceEndsAt: null,
        exhaustionPolicy,
        lowBalanceThreshold: facts.lowBalanceThreshold ?? null,
        isDefault: !(await hasDefaultEntity(transaction, organizationId)),
        createdAt: context.clock.now(),
      });
      await transaction.em.flush();
      await openCreditBalance(transaction, { entityId: entity.id, organizationId });
      transaction.publish(entityBillingChanged(context, entity));
      transaction.audit({
        action: 'entity.created',
        resourceType: 'entity',
        resourceId: entity.id,
        organizationId,
        after: entity.snapshot(),
        ...auditFacts(context),
      });
      return entity;
    }),
  );
}

/** Only staff who answer for credits may extend credit or close the tap: an organization cannot do it for itself. */
export function requireCreditAuthority(context: RequestContext, deed: string): void {
  if (!hasPermission(context, 'manage_credits')) throw new ForbiddenError(`To ${deed} needs the permission manage_credits.`);
}
