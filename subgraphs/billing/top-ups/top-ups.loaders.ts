import type { RequestContext } from '../../../platform/context/request-context.ts';
import { defineLoader } from '../../../platform/loaders/loader.ts';
import { findAutoTopUps, type AutoTopUp } from './auto-top-ups.query.ts';

/** The terms on which an entity's balance tops itself up. */
export const autoTopUpOf = defineLoader(
  (context: RequestContext, entityIds) => findAutoTopUps(context.session, entityIds),
  (terms: AutoTopUp) => terms.entityId,
);
