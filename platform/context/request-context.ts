import type { Logger } from 'pino';
import type { Session } from '../database/session.ts';
import type { SessionScope } from '../database/session-scope.ts';
import { ForbiddenError } from '../errors/errors.ts';
import type { LiveTopics } from '../events/live-topics.ts';
import type { Uuid } from '../ids/public-id.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import type { OperationClient } from '../operations/operation-client.ts';
import type { Vault } from '../vault/vault.ts';
import type { Clock } from './clock.ts';

/** Who is asking; the same facts as the signed identity. */
export interface RequestIdentity {
  actor: string;
  level: 'anonymous' | 'platform' | 'tenant' | 'organization' | 'partner' | 'internal';
  userId: Uuid | null;
  /** The session in which the person signed in; absent for tokens. */
  sessionId?: Uuid | undefined;
  tenant: { id: Uuid; schema: string } | null;
  organizationId: Uuid | null;
  partnerId: Uuid | null;
  testMode: boolean;
  permissions: readonly string[];
  /** The features that the tenant has; absent where none is asked for: for operators and for the platform's own work. */
  features?: readonly string[] | undefined;
}

/** Everything a use case gets: who asks, the only way to the rows, the time, and the other subgraphs. */
export interface RequestContext {
  identity: RequestIdentity;
  session: Session;
  clock: Clock;
  loaders: Map<object, unknown>;
  operations: OperationClient;
  /** Seals secrets of others, such as credentials, before they are stored. */
  vault: Vault;
  /** Where files are kept, whatever their owner; who may see one is told by the rows. */
  objects: ObjectStore;
  /** Where a live field watches for changes of the state that it shows. */
  topics: LiveTopics;
  log: Logger;
  requestId: string;
  ipAddress: string | null;
  userAgent: string | null;
  /** Opens a session of another scope; only for work that finds its tenant on the way (invitations, provisioning, tokens). */
  openSession(scope: SessionScope): Session;
  /** Opens a session that reads what tenants share, across all of them; throws ForbiddenError for all but operators. */
  openOperatorsSession(): Session;
  /** The context of work in another identity's name; only for jobs that finish what somebody began. */
  actAs(identity: RequestIdentity): RequestContext;
}

/** The scope of a request's session: what its identity may see and nothing else. */
export function scopeOf(identity: RequestIdentity): SessionScope {
  return {
    tenant: identity.tenant,
    organization: identity.organizationId ?? (seesWholeTenant(identity) ? 'all' : null),
    partner: identity.partnerId,
    testMode: identity.testMode,
  };
}

function seesWholeTenant(identity: RequestIdentity): boolean {
  return identity.tenant !== null && (identity.level === 'tenant' || identity.level === 'internal');
}

/** The tenant of the request; throws ForbiddenError for identities outside every tenant. */
export function requireTenant(context: RequestContext): { id: Uuid; schema: string } {
  if (!context.identity.tenant) throw new ForbiddenError('This needs a token of a tenant or of one of its organizations.');
  return context.identity.tenant;
}

/** The organization of the request; throws ForbiddenError when the caller named none. */
export function requireOrganization(context: RequestContext): Uuid {
  if (!context.identity.organizationId) {
    throw new ForbiddenError(
      'Name the organization: use a token of an organization, or send its id in the x-organization-id header.',
    );
  }
  return context.identity.organizationId;
}

/** Whether the caller holds the permission. */
export function hasPermission(context: RequestContext, permission: string): boolean {
  return context.identity.permissions.includes(permission);
}

/** The facts of an audit entry that the request knows. */
export function auditFacts(context: RequestContext): {
  actor: string;
  ipAddress: string | null;
  userAgent: string | null;
  occurredAt: Date;
} {
  return {
    actor: context.identity.actor,
    ipAddress: context.ipAddress,
    userAgent: context.userAgent,
    occurredAt: context.clock.now(),
  };
}

/** The facts of an event that the request knows. */
export function eventFacts(context: RequestContext): { actor: string; occurredAt: Date; testMode: boolean } {
  return { actor: context.identity.actor, occurredAt: context.clock.now(), testMode: context.identity.testMode };
}
