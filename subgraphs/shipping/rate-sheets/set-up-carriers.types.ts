import { Field, InputType, ObjectType } from 'type-graphql';
import { Inaccessible } from '../../../platform/graphql/federation.ts';
import { MutationPayload } from '../../../platform/graphql/user-error.types.ts';

@Inaccessible()
@InputType('SetUpCarriersInput', { description: 'Carriers to be made usable in the caller’s tenant and mode.' })
export class SetUpCarriersInput {
  @Field(() => [String], { description: 'Their names.' })
  carriers!: string[];
}

@Inaccessible()
@ObjectType('SetUpCarrier', { description: 'A carrier that was named.' })
export class SetUpCarrierType {
  @Field(() => String, { description: 'Its name.' })
  carrier!: string;

  @Field(() => Boolean, { description: 'Whether organizations can connect it.' })
  isReady!: boolean;
}

@Inaccessible()
@ObjectType('SetUpCarriersPayload', { description: 'What came of the carriers.' })
export class SetUpCarriersPayload extends MutationPayload {
  @Field(() => [SetUpCarrierType], { nullable: true, description: 'One a carrier that was named; null when it was refused.' })
  carriers?: SetUpCarrierType[] | null;
}
