import { Args, Ctx, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { Cost, RequiresPermission } from '../../../platform/graphql/federation.ts';
import { Money } from '../../../platform/money/money.ts';
import { LedgerProofArgs, LedgerProofType, type LedgerChainDifferenceKindEnum } from './ledger-proof.types.ts';
import type { LedgerAccountKindEnum } from './ledger.types.ts';
import { proveLedger, type LedgerProof } from './prove-ledger.ts';

@Resolver()
export class LedgerProofResolver {
  @Cost(100)
  @RequiresPermission('manage_credits')
  @Query(() => LedgerProofType, {
    description:
      'Checks the tenant’s ledger, in the token’s mode: its trial balance, every grant, balance and invoice against its accounts, and its batches against their chain of hashes, step by step.',
  })
  async ledgerProof(
    @Args(() => LedgerProofArgs) args: LedgerProofArgs,
    @Ctx() context: RequestContext,
  ): Promise<LedgerProofType> {
    return toProofType(await proveLedger(context, { ...args, limit: args.first }));
  }
}

function toProofType({ isIntact, isBalanced, totals, differences, chain }: LedgerProof): LedgerProofType {
  const { head, checked, unsealed, differences: chainDifferences, ...step } = chain;
  return {
    ...step,
    isIntact,
    isBalanced,
    totals: totals.map(({ account, currency, debits, credits }) => ({
      account: account as LedgerAccountKindEnum,
      debits: Money.of(debits, currency).toJSON(),
      credits: Money.of(credits, currency).toJSON(),
    })),
    differences,
    head: { position: head.position, hash: head.hash.toString('hex'), sealedAt: head.sealedAt },
    checkedCount: checked,
    unsealedCount: unsealed,
    chainDifferences: chainDifferences.map((each) => ({ ...each, kind: each.kind as LedgerChainDifferenceKindEnum })),
  };
}
