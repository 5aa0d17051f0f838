import type { RequestContext } from '../../../platform/context/request-context.ts';
import { NotFoundError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { partnerVisibility } from '../partners/partner-visibility.ts';
import { partnerById } from '../partners/partners.loaders.ts';
import { countPayouts, findPayoutDifferences, type PayoutDifference } from './payout-proof.query.ts';

/** What was recomputed and what did not agree. */
export interface PayoutProof {
  isBalanced: boolean;
  payoutCount: number;
  /** How many times a commission is in a payout, failed ones included. */
  lineCount: number;
  differences: PayoutDifference[];
}

const MOST_DIFFERENCES = 1_000;

/** Recomputes the payouts of a partner, or of all that the caller may see, from their commissions. */
export async function provePayouts(context: RequestContext, partnerId: Uuid | undefined): Promise<PayoutProof> {
  const visibility = partnerId ?? partnerVisibility(context);
  if (partnerId && !(await partnerById(context, partnerId))) throw new NotFoundError('The partner', 'partnerId');
  const { payouts, lines } = await countPayouts(context.session, visibility);
  const differences = await findPayoutDifferences(context.session, visibility, MOST_DIFFERENCES);
  return { isBalanced: differences.length === 0, payoutCount: payouts, lineCount: lines, differences };
}
