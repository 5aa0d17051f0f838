import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { PublicId } from '../../../platform/graphql/federation.ts';
import { MoneyType } from '../../../platform/graphql/money.types.ts';
import { DateTimeScalar } from '../../../platform/graphql/scalars.ts';
import { DIFFERENCE_KINDS, type DifferenceKind } from './addon-differences.query.ts';

registerEnumType(DIFFERENCE_KINDS, {
  name: 'AddonDifferenceKind',
  description: 'How what was recorded of a shipment differs from what was pinned for it.',
  valuesConfig: {
    NOT_RECORDED: { description: 'The purchase is not recorded at all.' },
    MISSING_APPLICATION: { description: 'An addon was pinned, but not recorded.' },
    NOT_PINNED: { description: 'An addon was recorded that had not been pinned.' },
    AMOUNT_DIFFERS: { description: 'Another amount was recorded than was pinned.' },
    NOT_REVERSED: { description: 'The shipment was cancelled, but the addon not taken back.' },
    WRONGLY_REVERSED: { description: 'The addon was taken back, but the shipment stands.' },
  },
});

@ObjectType('AddonDifference', { description: 'A shipment of which something else is recorded than its pinned price says.' })
export class AddonDifferenceType {
  @Field(() => DIFFERENCE_KINDS, { description: 'How it differs.' })
  kind!: DifferenceKind;

  @PublicId(ID_PREFIX.shipment, { description: 'Id of the shipment.' })
  shipmentId!: string;

  @PublicId(ID_PREFIX.organization, { description: 'Id of its organization.' })
  organizationId!: string;

  @PublicId(ID_PREFIX.addon, { nullable: true, description: 'Id of the addon; null when the whole purchase is missing.' })
  addonId!: string | null;

  @Field(() => MoneyType, { nullable: true, description: 'What was pinned; null when nothing was.' })
  expected!: MoneyType | null;

  @Field(() => MoneyType, { nullable: true, description: 'What was recorded; null when nothing was.' })
  recorded!: MoneyType | null;
}

@ObjectType('AddonReconciliation', {
  description: 'Bought shipments against the addons recorded on them: everything is tracked when there is no difference.',
})
export class AddonReconciliationType {
  @Field(() => DateTimeScalar, { description: 'The first instant that was looked at.' })
  from!: Date;

  @Field(() => DateTimeScalar, { description: 'The first instant that was no longer looked at.' })
  until!: Date;

  @Field(() => Int, { description: 'Shipments bought in between.' })
  shipmentCount!: number;

  @Field(() => Int, { description: 'Applications on them, reversals among them.' })
  applicationCount!: number;

  @Field(() => [AddonDifferenceType], { description: 'The differences, 1,000 at most; none when every application is tracked.' })
  differences!: AddonDifferenceType[];

  @Field(() => Boolean, {
    description:
      'Whether the whole span was looked at; else ask again from `until`: one answer looks at about 200,000 shipments.',
  })
  isComplete!: boolean;
}
