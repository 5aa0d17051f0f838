import { randomUUID } from 'node:crypto';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { ANONYMOUS, type Identity } from '../../contracts/identity/identity.ts';
import type { GatewayContext } from '../gateway-context.ts';
import type { Authenticator, Credentials } from '../identity/authenticator.ts';
import { admitOperation, type OperationCheck } from '../operations/admit-operation.ts';
import { scopeKey, type LiveOperations, type LiveSubscription } from './live-operations.ts';
import type { ReadOperation } from './operation-reader.ts';

/** Credentials that are no good, as opposed to a moment in which nobody can say whether they are. */
const REFUSALS = new Set([
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'TENANT_SUSPENDED',
  'TENANT_DELETED',
  'TENANT_UNKNOWN',
  'WRONG_TENANT_HOST',
  'ORGANIZATION_DISABLED',
  'IP_NOT_ALLOWED',
  'INVALID_ID',
]);

/** What a session needs of the gateway. */
export interface SessionServices {
  authenticator: Authenticator;
  live: LiveOperations;
  /** What a subscription must pass before it runs. */
  checks: readonly OperationCheck[];
  /** How often a session looks whether its token is still good, even when nothing was heard. */
  recheckMs: number;
}

/**
 * Who is at the other end of a socket. The token is looked at again when something about it changes, and every few seconds should
 * that have gone unheard; when it is no good any more, all ends.
 */
export class SocketSession {
  private readonly services: SessionServices;
  private readonly place: { ipAddress: string | null; userAgent: string | null };
  private readonly onRevoked: () => void;
  private readonly subscriptions = new Map<LiveSubscription, ReadOperation>();
  private credentials: Credentials = { authorization: undefined, organizationId: undefined };
  private identity: Identity | undefined;
  private timer: NodeJS.Timeout | undefined;
  private unwatch = (): void => {};
  private isClosed = false;
  private isRechecking = false;
  private isRecheckDue = false;

  /** `onRevoked` is called when the token was refused after it had been good, and every subscription has been told. */
  constructor(services: SessionServices, place: { ipAddress: string | null; userAgent: string | null }, onRevoked: () => void) {
    this.services = services;
    this.place = place;
    this.onRevoked = onRevoked;
  }

  /** Who the caller is; strangers until `open` has found out. */
  get caller(): Identity {
    return this.identity ?? ANONYMOUS;
  }

  /** Where the caller is. */
  get ipAddress(): string | null {
    return this.place.ipAddress;
  }

  /** Reads the payload of `connection_init`, which came to `host`; throws a GraphQL error when its credentials are no good. */
  async open(payload: Readonly<Record<string, unknown>>, host: string | undefined): Promise<void> {
    const parameters = new Map(Object.entries(payload).map(([name, value]) => [name.toLowerCase(), value]));
    this.credentials = {
      authorization: text(parameters.get('authorization')),
      organizationId: text(parameters.get('x-organization-id')),
      host,
      tenantId: text(parameters.get('x-tenant-id')),
      ipAddress: this.place.ipAddress,
    };
    this.identity = (await this.establish()).identity;
    if (this.credentials.authorization === undefined || this.isClosed) return;
    this.timer = setInterval(() => void this.recheck(), this.services.recheckMs).unref();
  }

  /** Ends the looking; the subscriptions end with the socket. */
  close(): void {
    this.isClosed = true;
    clearInterval(this.timer);
    this.unwatch();
  }

  /** The context of a query or mutation, as over HTTP; a token that is no good any more ends the session. */
  async context(): Promise<GatewayContext> {
    try {
      return await this.establish();
    } catch (error) {
      this.endIfRefused(error);
      throw error;
    }
  }

  /** Has a subscription admitted, and answers what it was charged; throws a GraphQL error when it may not run. */
  async admit(operation: ReadOperation): Promise<number> {
    const context = await this.context();
    await admitOperation(this.services.checks, { ...operation, context, isContinued: false });
    return context.charge?.requested ?? 0;
  }

  /** Starts a subscription that was admitted, in the session's name. */
  subscribe(operation: ReadOperation): LiveSubscription {
    const caller = { identity: this.identity!, ...this.place };
    const subscription = this.services.live.subscribe(operation, caller, () => this.subscriptions.delete(subscription));
    this.subscriptions.set(subscription, operation);
    return subscription;
  }

  private readonly onChange = (): void => void this.recheck();

  // What changes while the answer is on its way is looked at once more.
  private async recheck(): Promise<void> {
    this.isRecheckDue = true;
    if (this.isRechecking) return;
    this.isRechecking = true;
    while (this.isRecheckDue && !this.isClosed) {
      this.isRecheckDue = false;
      await this.continueAsNow();
    }
    this.isRechecking = false;
  }

  private async continueAsNow(): Promise<void> {
    try {
      const context = await this.context();
      if (this.isClosed) return;
      const hasChanged = scopeKey(context.identity) !== scopeKey(this.identity!);
      this.identity = context.identity;
      if (hasChanged) await Promise.all([...this.subscriptions.keys()].map((each) => this.continueIn(context, each)));
    } catch {
      // Refused credentials have ended the session; a moment in which nobody can be asked ends nothing.
    }
  }

  private async continueIn(context: GatewayContext, subscription: LiveSubscription): Promise<void> {
    const operation = this.subscriptions.get(subscription)!;
    try {
      await admitOperation(this.services.checks, { ...operation, context, isContinued: true });
      subscription.continueAs({ identity: context.identity, ...this.place });
    } catch (error) {
      subscription.fail(error instanceof GraphQLError ? error.toJSON() : { message: 'a check failed' });
    }
  }

  private async establish(): Promise<GatewayContext> {
    const { authenticator } = this.services;
    const requestId = randomUUID();
    const changesSeen = authenticator.changesSeen;
    const { identity, identityToken, subjects } = await authenticator.authenticate(this.credentials, requestId);
    this.unwatch();
    if (!this.isClosed) this.unwatch = authenticator.watch(subjects, this.onChange);
    // What changed before it was watched for may have been this.
    if (authenticator.changesSeen !== changesSeen) setImmediate(this.onChange);
    return { identity, identityToken, requestId, ...this.place, statements: 0 };
  }

  // A token can be revoked only where tokens are kept: while that place is away, none was.
  private endIfRefused(error: unknown): void {
    if (!isRefusal(error) || this.isClosed) return;
    this.close();
    const told: GraphQLFormattedError = { message: error.message, extensions: { code: error.extensions['code'] } };
    for (const subscription of this.subscriptions.keys()) subscription.fail(told);
    // After this turn, in which the streams tell their clients why they end.
    setImmediate(() => this.onRevoked());
  }
}

/** Whether the error says that credentials are no good. */
export function isRefusal(error: unknown): error is GraphQLError {
  return error instanceof GraphQLError && REFUSALS.has(String(error.extensions['code']));
}

// A credential that is no text cannot be good; an empty one is refused as such.
function text(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'string' ? value : '';
}
