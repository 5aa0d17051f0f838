import type { Quote } from '../../shipping/quotes/quote.ts'; // planted: import-walls
import { gateway } from '../../../gateway/gateway-server.ts'; // planted: import-walls
import { marketplace } from '../../../host/marketplace.ts'; // planted: import-walls
import { CreditEvent } from '../../../contracts/events/credit-events.ts';

export const openCredits = async (quote: Quote) => [quote, gateway, marketplace, CreditEvent, await import('../../shipping/quotes/quote.ts')]; // planted: import-walls
export type Borrowed = import('../../shipping/quotes/quote.ts').Quote; // planted: import-walls
