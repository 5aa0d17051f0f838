import type { Uuid } from '../../../platform/ids/public-id.ts';

/** How events become a quantity: how many, their sum, the largest, how many different ones, or the last one. */
export const AGGREGATIONS = { COUNT: 'count', SUM: 'sum', MAX: 'max', UNIQUE: 'unique', LATEST: 'latest' } as const;
export type Aggregation = (typeof AGGREGATIONS)[keyof typeof AGGREGATIONS];

/** What is measured of the events of one kind, for each entity and month. */
export interface Meter {
  id: Uuid;
  /** Names it in prices; unique in the tenant and mode, never given twice. */
  key: string;
  name: string;
  description: string | null;
  eventType: string;
  aggregation: Aggregation;
  /** The property of an event's data that is measured; null for the event's quantity. */
  property: string | null;
  createdAt: Date;
  archivedAt: Date | null;
  version: number;
}

/** The facts by which a meter reads events. */
export type MeterReading = Pick<Meter, 'key' | 'eventType' | 'aggregation' | 'property'>;

const KEY_PATTERN = /^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/;
const LONGEST_KEY = 60;

/** Whether the text can name a kind of usage or a meter: lower case and underscores, at most 60 characters. */
export function isUsageKey(text: string): boolean {
  return text.length <= LONGEST_KEY && KEY_PATTERN.test(text);
}
