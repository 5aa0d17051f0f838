import { Mutation, Query } from 'type-graphql';
import { grantCredits, spendCredits as spend } from './grant-credits.ts';
import type { record } from './record.ts';

export class CreditsResolver {
  @Query(() => String)
  credits() {
    return spend({});
  }

  @Mutation(() => String)
  grantCredits() {
    return grantCredits({} as never);
  }

  @Mutation(() => String)
  wasteCredits() { // planted: audited-mutations
    return spend({});
  }

  @Mutation(() => String)
  async forgetCredits(): Promise<ReturnType<typeof record>> { // planted: audited-mutations
    return undefined as never;
  }

  @Mutation(() => String)
  requestQuotes() {
    return spend({});
  }

  @Mutation(() => String)
  spendCredits() { // planted: audited-mutations
    return grantCredits({} as never);
  }
}
