import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { RequiresPermission } from '../../../platform/graphql/federation.ts';
import { decodeOptionalId } from '../../../platform/ids/public-id.ts';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { ValidateAddressInput, ValidateAddressPayload } from './address-validation.types.ts';
import { judgeAddress } from './judge-address.ts';

/** Judging addresses. */
@Resolver()
export class AddressValidationResolver {
  @Mutation(() => ValidateAddressPayload, {
    description:
      'Judges an address by the rules of its country and, where a connection is named, by its carrier; what is wrong with it is told in `messages`. Nothing is kept.',
  })
  @RequiresPermission('create_shipments')
  async validateAddress(
    @Arg('input', () => ValidateAddressInput, { description: 'The address.' }) input: ValidateAddressInput,
    @Ctx() context: RequestContext,
  ): Promise<Partial<ValidateAddressPayload>> {
    const connectionId = decodeOptionalId(ID_PREFIX.connection, input.connectionId, 'connectionId');
    return { validation: await judgeAddress(context, { address: input.address, connectionId }) };
  }
}
