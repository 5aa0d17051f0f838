import type { RequestContext } from '../../../platform/context/request-context.ts';
import { defineLoader } from '../../../platform/loaders/loader.ts';
import { seesBilling } from '../caller-organization.ts';
import { definePageLoader } from '../../../platform/loaders/page-loader.ts';
import { findCreditPositions, type CreditPosition } from './credit-balance.query.ts';
import { listGrants } from './grant.query.ts';

/** What an entity has at the moment, as far as the caller may see it. */
export const creditPositionOf = defineLoader(
  async (context: RequestContext, entityIds) =>
    seesBilling(context) ? findCreditPositions(context.session, entityIds, context.clock.now()) : [],
  (position: CreditPosition) => position.entityId,
);

/** A page of an entity's grants. */
export const grantsOfEntity = definePageLoader((context, entityIds, request) => listGrants(context.session, entityIds, request));
