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
import { LEDGER_ACCOUNTS } from './ledger-account.ts';
import {
  LEDGER_ACCOUNT_ORDERS,
  listLedgerAccounts,
  type LedgerAccountFilter,
  type LedgerAccountRow,
} from './ledger-accounts.query.ts';
import { decodeSubjectId, subjectOf } from './ledger-ids.ts';
import {
  LedgerAccountConnection,
  LedgerAccountsArgs,
  LedgerAccountType,
  type LedgerAccountKindEnum,
  type LedgerSideEnum,
} from './ledger.types.ts';

@Resolver(() => LedgerAccountType)
export class LedgerAccountsResolver {
  @RequiresPermission('manage_credits')
  @Query(() => LedgerAccountConnection, {
    description: 'The accounts of the tenant’s ledger, in the token’s mode, with their balances now or at a past moment.',
  })
  async ledgerAccounts(
    @Args(() => LedgerAccountsArgs) args: LedgerAccountsArgs,
    @Ctx() context: RequestContext,
  ): Promise<ConnectionShape<LedgerAccountType>> {
    const { id: tenantId } = requireWholeTenant(context);
    const page = await listLedgerAccounts(context.session, filterOf(args), LEDGER_ACCOUNT_ORDERS[args.sort], args);
    return toConnection(LedgerAccountConnection, page, (row) => toAccountType(row, tenantId));
  }

  @FieldResolver()
  async entity(@Root() row: { entityId: Uuid | null }, @Ctx() context: RequestContext): Promise<EntityRow | null> {
    return row.entityId ? entityById(context, row.entityId) : null;
  }
}

function filterOf({ filter, asOf }: LedgerAccountsArgs): LedgerAccountFilter {
  return {
    account: filter?.kind,
    currency: filter?.currency,
    subjectId: decodeSubjectId(filter?.subjectId, 'filter.subjectId'),
    entityId: decodeOptionalId(ID_PREFIX.entity, filter?.entityId, 'filter.entityId'),
    asOf,
  };
}

function toAccountType(row: LedgerAccountRow, tenantId: Uuid): LedgerAccountType & { entityId: Uuid | null } {
  const money = (amount: string): { amount: string; currency: string } => Money.of(amount, row.currency).toJSON();
  return {
    id: row.id,
    entityId: row.entityId,
    kind: row.account as LedgerAccountKindEnum,
    subject: subjectOf(row, tenantId),
    debits: money(row.debits),
    credits: money(row.credits),
    normalSide: LEDGER_ACCOUNTS[row.account] as LedgerSideEnum,
    balance: money(row.balance),
  };
}
