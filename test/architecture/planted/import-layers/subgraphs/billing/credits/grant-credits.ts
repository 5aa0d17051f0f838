import type { Session } from '../../../platform/database/session.ts';
import { CreditGrant } from './credit-grant.entity.ts';
import { creditsOf } from './credits.query.ts';
import { CreditGrantType } from './credits.types.ts'; // planted: import-layers
import { CreditsResolver } from './credits.resolver.ts'; // planted: import-layers

export interface GrantCredits {
  amount: string;
}
export const grantCredits = (session: Session) => [session, CreditGrant, creditsOf, CreditGrantType, CreditsResolver];
