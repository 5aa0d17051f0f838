import { findSealsOfEntries } from '../../../platform/chain/chain.query.ts';
import type { Seal } from '../../../platform/chain/hash-chain.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { defineLoader } from '../../../platform/loaders/loader.ts';
import { auditSession, chainInView } from './audit-access.ts';
import { AUDIT_LOG } from './audit-seals.query.ts';

/** The seal of an entry; null while it waits for one. */
export const sealOfEntry = defineLoader(
  (context: RequestContext, entryIds) => findSealsOfEntries(auditSession(context), AUDIT_LOG, chainInView(context), entryIds),
  (seal: Seal) => seal.entryId,
);
