import type { GrantCredits } from './grant-credits.ts';
import { CreditGrant } from './credit-grant.entity.ts';
import { grantCredits } from './grant-credits.ts'; // planted: import-layers
import { creditsLoader } from './credits.loaders.ts'; // planted: import-layers
import type { CreditGrantType } from './credits.types.ts'; // planted: import-layers

export const creditsOf = (command: GrantCredits): CreditGrantType => [CreditGrant, grantCredits, creditsLoader, command] as never;
