import { isSpendable } from './grant-rules.ts';
import { grantCredits } from './grant-credits.ts'; // planted: import-layers
import { creditsOf } from './credits.query.ts'; // planted: import-layers
import type { CreditGrantType } from './credits.types.ts'; // planted: import-layers
import { CreditsResolver } from './credits.resolver.ts'; // planted: import-layers

export const CreditGrant = [isSpendable, grantCredits, creditsOf, CreditsResolver] as unknown as CreditGrantType;
