import { auditFacts, type RequestContext } from '../../../platform/context/request-context.ts';
import { NotFoundError, ValidationError } from '../../../platform/errors/errors.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { decimal } from '../../../platform/money/money.ts';
import { organizationInView } from '../caller-organization.ts';
import { isBookable } from '../credits/credit-amount.ts';
import { lockBalance } from '../credits/credit-balance.query.ts';
import { assertPersonBelongs } from '../people.ts';
import { retryOnConflict } from '../retry-on-conflict.ts';
import { defaultPayerChanged } from './entity-events.ts';
import { findEntities } from './entity-list.query.ts';
import {
  clearDefaultMembership,
  deleteMembership,
  findMembership,
  upsertMembership,
  type EntityMember,
} from './entity-members.query.ts';

/** What a user is in an entity. */
export type EntityRole = 'manager' | 'member';

/** What is to hold for a user in an entity; facts that are left out stay as they are. */
export interface SetEntityMember {
  entityId: Uuid;
  organizationId?: Uuid | null | undefined;
  userId: Uuid;
  role?: EntityRole | null | undefined;
  /** In the entity's currency, over all time; null takes the limit away. */
  creditLimit?: string | null | undefined;
  /** Whether this entity pays for the user by default; a user has one such entity in an organization. */
  isDefault?: boolean | null | undefined;
  /** Whether a seat is taken for the user. */
  hasSeat?: boolean | null | undefined;
}

/**
 * Makes a user a member of an entity, or changes the membership. What the user has spent or reserved before the membership
 * counts towards its limit; a limit below that stops further purchases and undoes none.
 */
export async function setEntityMember(context: RequestContext, command: SetEntityMember): Promise<EntityMember> {
  const organizationId = organizationInView(context, command.organizationId);
  const creditLimit = checkLimit(command.creditLimit);
  await assertBelongs(context, command, organizationId);
  return retryOnConflict('entity_members_one_default', () =>
    context.session.transaction(async (transaction) => {
      // Every movement of what members have used happens under this lock.
      const owner = await lockBalance(transaction, { entityId: command.entityId, organizationId });
      if (!owner) throw new NotFoundError('The entity', 'entityId');
      const before = await findMembership(transaction, command.entityId, command.userId);
      if (command.isDefault && !before?.isDefault)
        await clearDefaultMembership(transaction, owner.organizationId, command.userId);
      const member = await upsertMembership(transaction, {
        id: before?.id ?? newId(),
        organizationId: owner.organizationId,
        entityId: command.entityId,
        userId: command.userId,
        role: command.role ?? before?.role ?? 'member',
        creditLimit: creditLimit === undefined ? (before?.creditLimit ?? null) : creditLimit,
        isDefault: command.isDefault ?? before?.isDefault ?? false,
        hasSeat: command.hasSeat ?? before?.hasSeat ?? false,
        createdAt: context.clock.now(),
      });
      if (member.isDefault !== (before?.isDefault ?? false))
        transaction.publish(defaultPayerChanged(context, defaultPayer(owner.organizationId, member)));
      transaction.audit({
        action: before ? 'entity_member.updated' : 'entity_member.added',
        resourceType: 'entity',
        resourceId: command.entityId,
        organizationId: owner.organizationId,
        before: before ? standing(before) : null,
        after: standing(member),
        ...auditFacts(context),
      });
      return member;
    }),
  );
}

/** Takes a user out of an entity. What they spent stays with it, and counts again should they come back. */
export async function removeEntityMember(
  context: RequestContext,
  { entityId, userId }: { entityId: Uuid; userId: Uuid },
): Promise<EntityMember> {
  const organizationId = organizationInView(context, null);
  return context.session.transaction(async (transaction) => {
    const owner = await lockBalance(transaction, { entityId, organizationId });
    if (!owner) throw new NotFoundError('The entity', 'entityId');
    const before = await findMembership(transaction, entityId, userId);
    if (!before) throw new NotFoundError('The member', 'userId');
    await deleteMembership(transaction, before);
    if (before.isDefault)
      transaction.publish(defaultPayerChanged(context, defaultPayer(owner.organizationId, { ...before, isDefault: false })));
    transaction.audit({
      action: 'entity_member.removed',
      resourceType: 'entity',
      resourceId: entityId,
      organizationId: owner.organizationId,
      before: standing(before),
      ...auditFacts(context),
    });
    return before;
  });
}

async function assertBelongs(context: RequestContext, command: SetEntityMember, organizationId: Uuid | undefined): Promise<void> {
  const [entity] = await findEntities(context.session, [command.entityId]);
  if (!entity || (organizationId && entity.organizationId !== organizationId)) throw new NotFoundError('The entity', 'entityId');
  await assertPersonBelongs(context, { organizationId: entity.organizationId, userId: command.userId });
}

function defaultPayer(organizationId: Uuid, member: EntityMember): Parameters<typeof defaultPayerChanged>[1] {
  return { organizationId, userId: member.userId, entityId: member.isDefault ? member.entityId : null };
}

function checkLimit(limit: string | null | undefined): string | null | undefined {
  if (limit === null || limit === undefined) return limit;
  const amount = decimal(limit);
  if (amount.isLessThan(0) || !isBookable(amount))
    throw ValidationError.of('creditLimit', 'A limit is an amount of 0 or more with at most 6 digits after the point.');
  return amount.toFixed();
}

function standing(member: EntityMember): Record<string, unknown> {
  const { userId, role, creditLimit, isDefault, hasSeat } = member;
  return { userId, role, creditLimit, isDefault, hasSeat };
}
