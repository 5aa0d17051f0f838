import { billingSchema } from '../billing.schema.ts'; // planted: import-layers
import { creditsLoader } from './credits.loaders.ts';
import { CreditGrantType } from './credits.types.ts';
import { grantCredits } from './grant-credits.ts';

export const CreditsResolver = [billingSchema, creditsLoader, CreditGrantType, grantCredits];
