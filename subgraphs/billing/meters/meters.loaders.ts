import type { RequestContext } from '../../../platform/context/request-context.ts';
import { defineLoader } from '../../../platform/loaders/loader.ts';
import { seesBilling } from '../caller-organization.ts';
import { findMeters } from './meter.query.ts';
import type { Meter } from './meter.ts';

/** A meter by id, as far as the caller may see it. */
export const meterById = defineLoader(
  async (context: RequestContext, ids) => (seesBilling(context) ? findMeters(context.session, ids) : []),
  (meter: Meter) => meter.id,
);
