import { Field, InputType } from 'type-graphql';
import { DateScalar } from '../../../platform/graphql/scalars.ts';

@InputType('DateRangeInput', { description: 'A range of days in UTC, at most 400.' })
export class DateRangeInput {
  @Field(() => DateScalar, { nullable: true, description: 'First day; 29 days before the last when left out.' })
  dateFrom?: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'Last day, included; today when left out.' })
  dateTo?: string | null;
}
