import { Args, Ctx, Query, Resolver } from 'type-graphql';
import type { ChainProof } from '../../../platform/chain/prove-log.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { Cost, RequiresPermission } from '../../../platform/graphql/federation.ts';
import { AuditProofArgs, AuditProofType, type AuditDifferenceKindEnum } from './audit-proof.types.ts';
import { proveAuditLog } from './prove-audit-log.ts';

@Resolver()
export class AuditProofResolver {
  @Cost(100)
  @RequiresPermission('manage_tenant', 'manage_system')
  @Query(() => AuditProofType, {
    description:
      'Checks the stored audit log of the tenant, in the token’s mode, against its chain of hashes, step by step. Operators check the platform’s own.',
  })
  async auditProof(@Args(() => AuditProofArgs) args: AuditProofArgs, @Ctx() context: RequestContext): Promise<AuditProofType> {
    return toProofType(await proveAuditLog(context, { ...args, limit: args.first }));
  }
}

function toProofType({ head, checked, unsealed, differences, ...proof }: ChainProof): AuditProofType {
  return {
    ...proof,
    isIntact: proof.differenceCount === 0,
    head: { position: head.position, hash: head.hash.toString('hex'), sealedAt: head.sealedAt },
    checkedCount: checked,
    unsealedCount: unsealed,
    differences: differences.map((difference) => ({ ...difference, kind: difference.kind as AuditDifferenceKindEnum })),
  };
}
