/**
 * Usage events and overages are found by their ids, to be explained. Ids are in the order in which rows were written, so that an index of block ranges
 * is enough, and costs recording next to nothing.
 */
export const USAGE_IDS = [
  'create index usage_events_id on billing.usage_events using brin (id) with (pages_per_range = 32, autosummarize = on);',
  'create index usage_overages_id on billing.usage_overages using brin (id) with (pages_per_range = 32, autosummarize = on);',
].join('\n');
