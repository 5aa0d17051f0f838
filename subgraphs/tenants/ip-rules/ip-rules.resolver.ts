import { Arg, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import { requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { RequiresFeature, RequiresPermission } from '../../../platform/graphql/federation.ts';
import { findIpRules } from './ip-rules.query.ts';
import { IpRuleType, SetIpRulesInput, SetIpRulesPayload } from './ip-rules.types.ts';
import { setIpRules } from './set-ip-rules.ts';

const MANAGES_RULES = ['manage_tenant', 'manage_system'] as const;

@Resolver()
export class IpRulesResolver {
  @RequiresPermission(...MANAGES_RULES)
  @Query(() => [IpRuleType], {
    description: 'The networks from which the people and programs of the caller’s tenant may come; empty when that is all.',
  })
  ipRules(@Ctx() context: RequestContext): Promise<IpRuleType[]> {
    return findIpRules(context.session, requireTenant(context).id);
  }

  @RequiresPermission(...MANAGES_RULES)
  @RequiresFeature('allowed_networks')
  @Mutation(() => SetIpRulesPayload, {
    description:
      'Sets the networks from which the people and programs of the caller’s tenant may come, at every gateway at once. Refused with WOULD_LOCK_OUT, LIVE_MODE_ONLY or VALIDATION_FAILED.',
  })
  async setIpRules(
    @Arg('input', () => SetIpRulesInput, { description: 'The networks.' }) input: SetIpRulesInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return { ipRules: await setIpRules(context, input) };
  }
}
