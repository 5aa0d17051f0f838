import { LockMode } from '@mikro-orm/core';
import { auditFacts, type RequestContext } from '../../../platform/context/request-context.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import { NotFoundError, ValidationError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { organizationInView } from '../caller-organization.ts';
import { retryOnConflict } from '../retry-on-conflict.ts';
import { BillingEntityEntity, type BillingEntity, type EntityStatus, type ExhaustionPolicy } from './billing-entity.entity.ts';
import { graceEndOf, type BillingStanding } from './billing-standing.ts';
import { changeBillingStatus } from './change-billing-status.ts';
import { checkEntity, type EntityFacts } from './check-entity.ts';
import { requireCreditAuthority } from './create-entity.ts';
import { entityBillingChanged } from './entity-events.ts';
import { StaleVersionError } from './entities.errors.ts';
import { clearDefaultEntity } from './entity-write.query.ts';

/** What is to change; facts that are left out (or null where null says nothing) stay. The currency never changes. */
export interface UpdateEntity {
  entityId: Uuid;
  organizationId?: Uuid | null | undefined;
  /** The version the change was made on; refused with CONFLICT when the entity has moved on. */
  version?: number | null | undefined;
  name?: string | null | undefined;
  country?: string | null | undefined;
  timeZone?: string | null | undefined;
  /** Null takes it away. */
  billingEmail?: string | null | undefined;
  /** Null goes back to the default notices. */
  lowBalanceThreshold?: string | null | undefined;
  exhaustionPolicy?: ExhaustionPolicy | null | undefined;
  status?: EntityStatus | null | undefined;
  /** True makes it the organization's default; the default is only ever handed on. */
  isDefault?: boolean | null | undefined;
}

/** Changes an entity. */
export async function updateEntity(context: RequestContext, command: UpdateEntity): Promise<BillingEntity> {
  const organizationId = organizationInView(context, command.organizationId);
  const facts = checkEntity(withoutNulls(command));
  if (command.exhaustionPolicy === 'invoice') requireCreditAuthority(context, 'let an entity buy on invoice');
  if (command.status) requireCreditAuthority(context, 'change the status of an entity');
  return retryOnConflict('entities_one_default', () =>
    context.session.transaction(async (transaction) => {
      const entity = await lockEntity(transaction, command.entityId, organizationId);
      if (typeof command.version === 'number' && command.version !== entity.version)
        throw new StaleVersionError('entity', command.version, entity.version);
      const before = entity.snapshot();
      if (command.isDefault === false && entity.isDefault) {
        throw ValidationError.of(
          'isDefault',
          'An organization always has a default entity: make another one the default instead.',
        );
      }
      const yielding = command.isDefault && !entity.isDefault ? await clearDefaultEntity(transaction, entity.organizationId) : [];
      transaction.em.assign(entity, known({ ...facts, ...standing(command) }));
      await transaction.em.flush();
      if (command.status && command.status !== entity.status) {
        const standing = decidedStanding(command.status, context.clock.now());
        await changeBillingStatus(context, transaction, {
          entityId: entity.id,
          organizationId: entity.organizationId,
          standing,
          invoiceId: null,
        });
        await transaction.em.refresh(entity);
      }
      transaction.publish(...[...yielding, entity].map((each) => entityBillingChanged(context, each)));
      transaction.audit({
        action: 'entity.updated',
        resourceType: 'entity',
        resourceId: entity.id,
        organizationId: entity.organizationId,
        before,
        after: entity.snapshot(),
        ...auditFacts(context),
      });
      return entity;
    }),
  );
}

async function lockEntity(transaction: Transaction, id: Uuid, organizationId: Uuid | undefined): Promise<BillingEntity> {
  const where = { id, testMode: transaction.scope.testMode, ...(organizationId ? { organizationId } : {}) };
  const entity = await transaction.em.findOne(BillingEntityEntity, where, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (!entity) throw new NotFoundError('The entity', 'entityId');
  return entity;
}

// Without a date a suspension was decided by somebody, and no payment lifts it.
function decidedStanding(status: EntityStatus, now: Date): BillingStanding {
  return { status, graceEndsAt: status === 'grace' ? graceEndOf(now) : null };
}

function withoutNulls(command: UpdateEntity): EntityFacts {
  const { name, country, timeZone, billingEmail, lowBalanceThreshold } = command;
  return {
    name: name ?? undefined,
    country: country ?? undefined,
    timeZone: timeZone ?? undefined,
    billingEmail,
    lowBalanceThreshold,
  };
}

function standing(command: UpdateEntity): Partial<BillingEntity> {
  return known({
    exhaustionPolicy: command.exhaustionPolicy ?? undefined,
    isDefault: command.isDefault ? true : undefined,
  });
}

function known<Facts extends object>(facts: Facts): { [Key in keyof Facts]?: Exclude<Facts[Key], undefined> } {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as {
    [Key in keyof Facts]?: Exclude<Facts[Key], undefined>;
  };
}
