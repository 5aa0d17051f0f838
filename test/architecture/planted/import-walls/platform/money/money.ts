import type { CreditEvent } from '../../contracts/events/credit-events.ts'; // planted: import-walls
import { openCredits } from '../../subgraphs/billing/credits/open-credits.ts'; // planted: import-walls

export type Money = typeof CreditEvent | typeof openCredits;
