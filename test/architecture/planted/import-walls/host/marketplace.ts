import { gateway } from '../gateway/gateway-server.ts';
import { openCredits } from '../subgraphs/billing/credits/open-credits.ts';
import type { Quote } from '../subgraphs/shipping/quotes/quote.ts';
import { world } from '../test/support/world.ts'; // planted: import-walls

export const marketplace = (quote: Quote) => [gateway, openCredits, world, quote];
