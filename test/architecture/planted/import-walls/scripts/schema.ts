import { marketplace } from '../host/marketplace.ts';
import { openCredits } from '../subgraphs/billing/credits/open-credits.ts'; // planted: import-walls

console.log(marketplace, openCredits);
