import { Args, Ctx, Query, Resolver } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { toConnection, type ConnectionShape } from '../../../platform/graphql/connection.types.ts';
import { Authenticated } from '../../../platform/graphql/federation.ts';
import { decodeOptionalId } from '../../../platform/ids/public-id.ts';
import { listSecurityEvents, SECURITY_EVENT_ORDERS } from './security-events.query.ts';
import { SecurityEventArgs, SecurityEventConnection, type SecurityEventObject } from './security-events.types.ts';
import { securityEventView } from './security-event-view.ts';

@Resolver()
export class SecurityEventsResolver {
  @Authenticated()
  @Query(() => SecurityEventConnection, {
    description:
      'What happened to the security of accounts and tokens, as far as the caller’s tenant is told: all of it for staff and operators, that of the organization for who manages its tokens, and everybody’s own.',
  })
  async securityEvents(
    @Args(() => SecurityEventArgs) { filter, sort, ...page }: SecurityEventArgs,
    @Ctx() context: RequestContext,
  ): Promise<ConnectionShape<SecurityEventObject>> {
    const wanted = { ...filter, userId: decodeOptionalId(ID_PREFIX.user, filter?.userId, 'filter.userId') };
    const view = securityEventView(context);
    return toConnection(
      SecurityEventConnection,
      await listSecurityEvents(context.session, view, wanted, SECURITY_EVENT_ORDERS[sort], page),
      (event) => event,
    );
  }
}
