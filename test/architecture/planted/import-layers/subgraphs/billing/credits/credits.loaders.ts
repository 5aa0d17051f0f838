import { creditsOf } from './credits.query.ts';
import { CreditGrantType } from './credits.types.ts'; // planted: import-layers

export const creditsLoader = [creditsOf, CreditGrantType];
