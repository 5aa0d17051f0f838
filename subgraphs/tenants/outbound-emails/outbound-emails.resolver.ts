import { Arg, Args, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { toConnection, type ConnectionShape } from '../../../platform/graphql/connection.types.ts';
import { RequiresPermission } from '../../../platform/graphql/federation.ts';
import { decodeId } from '../../../platform/ids/public-id.ts';
import { listOutboundEmails, OUTBOUND_EMAIL_ORDERS } from './outbound-emails.query.ts';
import {
  OutboundEmailConnection,
  OutboundEmailsArgs,
  RetryOutboundEmailInput,
  RetryOutboundEmailPayload,
  type OutboundEmailType,
} from './outbound-emails.types.ts';
import { mailTenant, retryOutboundEmail } from './retry-outbound-email.ts';

@Resolver()
export class OutboundEmailsResolver {
  @RequiresPermission('manage_system', 'manage_tenant')
  @Query(() => OutboundEmailConnection, {
    description: 'E-mails and how far they got: all of them for operators, the tenant’s for its administrators.',
  })
  async outboundEmails(
    @Args(() => OutboundEmailsArgs) args: OutboundEmailsArgs,
    @Ctx() context: RequestContext,
  ): Promise<ConnectionShape<OutboundEmailType>> {
    const list = { order: OUTBOUND_EMAIL_ORDERS[args.sort], page: args };
    const page = await listOutboundEmails(context.session, mailTenant(context), args.filter ?? {}, list);
    return toConnection(OutboundEmailConnection, page, (email) => email as unknown as OutboundEmailType);
  }

  @RequiresPermission('manage_system', 'manage_tenant')
  @Mutation(() => RetryOutboundEmailPayload, {
    description: 'Has an e-mail that was given up tried again. Refused with NOT_FOUND.',
  })
  async retryOutboundEmail(
    @Arg('input', () => RetryOutboundEmailInput, { description: 'Which one.' }) input: RetryOutboundEmailInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return { outboundEmail: await retryOutboundEmail(context, decodeId(ID_PREFIX.outboundEmail, input.id)) };
  }
}
