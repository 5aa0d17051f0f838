import { registerEnumType } from 'type-graphql';

/** Over what a limit counts. */
export enum LimitPeriodEnum {
  MONTH = 'month',
  TOTAL = 'total',
}
registerEnumType(LimitPeriodEnum, {
  name: 'LimitPeriod',
  description: 'Over what a limit counts.',
  valuesConfig: {
    MONTH: { description: 'Each calendar month, as the clocks of the entity that pays show it.' },
    TOTAL: { description: 'Everything that was ever spent.' },
  },
});
