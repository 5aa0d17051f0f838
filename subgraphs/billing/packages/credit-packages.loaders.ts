import type { RequestContext } from '../../../platform/context/request-context.ts';
import { defineLoader } from '../../../platform/loaders/loader.ts';
import { seesBilling } from '../caller-organization.ts';
import { findPackages, type CreditPackage } from './credit-packages.query.ts';

/** A package by id. */
export const packageById = defineLoader(
  async (context: RequestContext, ids) => (seesBilling(context) ? findPackages(context.session, ids) : []),
  (credits: CreditPackage) => credits.id,
);
