import type { RequestContext } from '../../../platform/context/request-context.ts';
import { defineListLoader } from '../../../platform/loaders/loader.ts';
import { seesBilling } from '../caller-organization.ts';
import { findCorrections, type UsageEventRow } from './usage-events.query.ts';

/** What corrects a usage event, as far as the caller may see it. */
export const correctionsOfUsage = defineListLoader(
  async (context: RequestContext, ids) => (seesBilling(context) ? findCorrections(context.session, ids) : []),
  (event: UsageEventRow) => event.correctsId!,
);
