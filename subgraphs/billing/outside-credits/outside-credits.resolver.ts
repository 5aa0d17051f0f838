import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { RequiresPermission } from '../../../platform/graphql/federation.ts';
import { decodeId, decodeOptionalId } from '../../../platform/ids/public-id.ts';
import { organizationCreditStatus } from '../credits/organization-credit-status.ts';
import { toStatusType } from '../credits/organization-credit-status.resolver.ts';
import { UpdateOrganizationCreditInput, UpdateOrganizationCreditPayload } from './outside-credits.types.ts';
import { updateOrganizationCredit } from './update-organization-credit.ts';

@Resolver()
export class OutsideCreditsResolver {
  @RequiresPermission('manage_credits')
  @Mutation(() => UpdateOrganizationCreditPayload, {
    description:
      'Makes the credits of an organization what an outside billing system says they are. Refused with NOT_FOUND, NO_PAYING_ENTITY, CURRENCY_MISMATCH or VALIDATION_FAILED.',
  })
  async updateOrganizationCredit(
    @Arg('input', () => UpdateOrganizationCreditInput, { description: 'How it stands.' }) input: UpdateOrganizationCreditInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const organizationId = decodeId(ID_PREFIX.organization, input.organizationId, 'organizationId');
    const entityId = decodeOptionalId(ID_PREFIX.entity, input.entityId, 'entityId') ?? null;
    await updateOrganizationCredit(context, { ...input, organizationId, entityId });
    return { creditStatus: toStatusType(await organizationCreditStatus(context, organizationId)) };
  }
}
