import { relay } from './relay.ts'; // planted: import-cycles
import type { Bus } from './bus.ts';

export const consumer = (bus: Bus) => [relay, bus];
