import { Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { toConnection, type ConnectionShape } from '../../../platform/graphql/connection.types.ts';
import { RequiresPermission } from '../../../platform/graphql/federation.ts';
import { decodeOptionalId, type Uuid } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import { requireWholeTenant } from '../caller-organization.ts';
import { entityById } from '../entities/entities.loaders.ts';
import type { EntityRow } from '../entities/entity-list.query.ts';
import type { LedgerAccountKind } from './ledger-account.ts';
import { causeOf, decodeCauseId, decodeSubjectId, subjectOf } from './ledger-ids.ts';
import {
  LEDGER_ORDERS,
  listLedgerTransactions,
  type LedgerTransaction,
  type LedgerTransactionFilter,
} from './ledger-transactions.query.ts';
import { sealOfTransaction } from './ledger.loaders.ts';
import {
  LedgerSealType,
  LedgerSideEnum,
  LedgerTransactionConnection,
  LedgerTransactionsArgs,
  LedgerTransactionType,
  type LedgerAccountKindEnum,
  type LedgerEntryType,
} from './ledger.types.ts';

@Resolver(() => LedgerTransactionType)
export class LedgerTransactionsResolver {
  @RequiresPermission('manage_credits')
  @Query(() => LedgerTransactionConnection, {
    description: 'The tenant’s ledger, in the token’s mode: every amount that moved, from where to where, and what for.',
  })
  async ledgerTransactions(
    @Args(() => LedgerTransactionsArgs) args: LedgerTransactionsArgs,
    @Ctx() context: RequestContext,
  ): Promise<ConnectionShape<LedgerTransactionType>> {
    const { id: tenantId } = requireWholeTenant(context);
    const page = await listLedgerTransactions(context.session, filterOf(args), LEDGER_ORDERS[args.sort], args);
    return toConnection(LedgerTransactionConnection, page, (row) => toLedgerTransactionType(row, tenantId));
  }

  @FieldResolver()
  async entity(@Root() row: { entityId: Uuid | null }, @Ctx() context: RequestContext): Promise<EntityRow | null> {
    return row.entityId ? entityById(context, row.entityId) : null;
  }

  @FieldResolver(() => LedgerSealType, {
    nullable: true,
    description: 'The seal of its batch; null for the seconds until it has one.',
  })
  async seal(@Root() row: { id: Uuid }, @Ctx() context: RequestContext): Promise<LedgerSealType | null> {
    const seal = await sealOfTransaction(context, row.id);
    return seal && { ...seal, hash: seal.hash.toString('hex') };
  }
}

function filterOf({ filter }: LedgerTransactionsArgs): LedgerTransactionFilter {
  return {
    ...filter,
    organizationId: decodeOptionalId(ID_PREFIX.organization, filter?.organizationId, 'filter.organizationId'),
    entityId: decodeOptionalId(ID_PREFIX.entity, filter?.entityId, 'filter.entityId'),
    subjectId: decodeSubjectId(filter?.subjectId, 'filter.subjectId'),
    causeId: decodeCauseId(filter?.causeId, 'filter.causeId'),
  };
}

/** A transaction as the graph shows it. */
export function toLedgerTransactionType(
  row: LedgerTransaction,
  tenantId: Uuid,
): LedgerTransactionType & { entityId: Uuid | null } {
  const { entityId, organizationId } = row;
  const amount = Money.of(row.amount, row.currency).toJSON();
  const entry = (side: LedgerSideEnum, account: LedgerAccountKind, subjectId: Uuid): LedgerEntryType => ({
    side,
    account: account as LedgerAccountKindEnum,
    subject: subjectOf({ account, subjectId, entityId }, tenantId),
    amount,
  });
  return {
    id: row.id,
    kind: row.kind,
    cause: causeOf(row.kind, row.causeId),
    entityId,
    organization: organizationId ? { id: organizationId } : null,
    amount,
    entries: [
      entry(LedgerSideEnum.DEBIT, row.debitAccount, row.debitSubjectId),
      entry(LedgerSideEnum.CREDIT, row.creditAccount, row.creditSubjectId),
    ],
    occurredAt: row.occurredAt,
  };
}
