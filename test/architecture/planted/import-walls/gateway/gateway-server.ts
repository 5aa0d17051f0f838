import { Money } from '../platform/money/money.ts';
import { openCredits } from '../subgraphs/billing/credits/open-credits.ts'; // planted: import-walls
import { marketplace } from '../host/marketplace.ts'; // planted: import-walls

export const gateway = [Money, openCredits, marketplace];
