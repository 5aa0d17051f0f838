import { Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { toConnection, type ConnectionShape } from '../../../platform/graphql/connection.types.ts';
import { RequiresPermission } from '../../../platform/graphql/federation.ts';
import { organizationById } from '../organizations/organizations.loaders.ts';
import type { Organization } from '../organizations/organization.entity.ts';
import { auditSession } from './audit-access.ts';
import { readActor, type AuditActor } from './audit-actor.ts';
import { readAuditFilter } from './audit-filter.ts';
import { sealOfEntry } from './audit-log.loaders.ts';
import { AUDIT_ORDERS, listAuditEntries, type AuditEntry } from './audit-log.query.ts';
import {
  AuditActorType,
  AuditEntryConnection,
  AuditEntryType,
  AuditFieldChangeType,
  AuditLogArgs,
  AuditSealType,
} from './audit-log.types.ts';
import { fieldChanges } from './field-changes.ts';
import { publicResourceId, withPublicIds } from './resource-ids.ts';

@Resolver(() => AuditEntryType)
export class AuditLogResolver {
  @RequiresPermission('view_audit_log')
  @Query(() => AuditEntryConnection, {
    description:
      'What was done and by whom: the organization’s log for its owners and admins, the tenant’s for its staff, the platform’s own for operators.',
  })
  async auditLog(
    @Args(() => AuditLogArgs) args: AuditLogArgs,
    @Ctx() context: RequestContext,
  ): Promise<ConnectionShape<AuditEntryType>> {
    const page = await listAuditEntries(auditSession(context), readAuditFilter(args.filter), AUDIT_ORDERS[args.sort], args);
    return toConnection(AuditEntryConnection, page, (entry) => entry as unknown as AuditEntryType);
  }

  @FieldResolver()
  resourceId(@Root() entry: AuditEntry): string {
    return publicResourceId(entry.resourceType, entry.resourceId);
  }

  @FieldResolver()
  async organization(@Root() entry: AuditEntry, @Ctx() context: RequestContext): Promise<Organization | null> {
    return entry.organizationId ? organizationById(context, entry.organizationId) : null;
  }

  @FieldResolver(() => AuditActorType)
  actor(@Root() entry: AuditEntry): AuditActor {
    return readActor(entry.actor);
  }

  @FieldResolver(() => [AuditFieldChangeType])
  changes(@Root() entry: AuditEntry): AuditFieldChangeType[] {
    const { before, after } = entry.changes;
    return fieldChanges(withPublicIds(before, entry.resourceType), withPublicIds(after, entry.resourceType));
  }

  @FieldResolver()
  before(@Root() entry: AuditEntry): unknown {
    return withPublicIds(entry.changes.before, entry.resourceType);
  }

  @FieldResolver()
  after(@Root() entry: AuditEntry): unknown {
    return withPublicIds(entry.changes.after, entry.resourceType);
  }

  @FieldResolver(() => AuditSealType, { nullable: true })
  async seal(@Root() entry: AuditEntry, @Ctx() context: RequestContext): Promise<AuditSealType | null> {
    const seal = await sealOfEntry(context, entry.id);
    return seal && { position: seal.position, hash: seal.hash.toString('hex'), sealedAt: seal.sealedAt };
  }
}
