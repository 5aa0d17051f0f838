import { CreditsResolver } from './credits/credits.resolver.ts';

export const billingSchema = [CreditsResolver];
