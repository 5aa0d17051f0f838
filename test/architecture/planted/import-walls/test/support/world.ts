import { openCredits } from '../../subgraphs/billing/credits/open-credits.ts';
import { marketplace } from '../../host/marketplace.ts';

export const world = [openCredits, marketplace];
