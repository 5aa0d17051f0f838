import { world } from '../../../test/support/world.ts';
import type { Quote } from '../../shipping/quotes/quote.ts'; // planted: import-walls

export const tested = (quote: Quote) => [world, quote];
