import type { RequestContext } from '../../../platform/context/request-context.ts';
import { defineLoader } from '../../../platform/loaders/loader.ts';
import { auditSession, chainInView } from './audit-access.ts';
import type { Seal } from './audit-chain.ts';
import { findSealsOfEntries } from './audit-seals.query.ts';

/** The seal of an entry; null while it waits for one. */
export const sealOfEntry = defineLoader(
  (context: RequestContext, entryIds) => findSealsOfEntries(auditSession(context), chainInView(context), entryIds),
  (seal: Seal) => seal.entryId,
);
