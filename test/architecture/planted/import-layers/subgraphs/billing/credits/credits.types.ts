import { CreditGrant } from './credit-grant.entity.ts';
import { CreditsResolver } from './credits.resolver.ts'; // planted: import-layers

export const CreditGrantType = [CreditGrant, CreditsResolver];
export type CreditGrantType = typeof CreditGrantType;
