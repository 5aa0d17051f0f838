import { Bus } from './bus.ts'; // planted: import-cycles

export const relay = [Bus];
