import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { PageArgs, toConnection, type ConnectionShape } from '../../../platform/graphql/connection.types.ts';
import { RequiresPermission } from '../../../platform/graphql/federation.ts';
import { decodeId, type Uuid } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import { entityById } from '../entities/entities.loaders.ts';
import { EntityType, READ_BILLING } from '../entities/entities.types.ts';
import type { EntityRow } from '../entities/entity-list.query.ts';
import { causeOf } from '../ledger/ledger-ids.ts';
import { forecastCredits, reportUtilization, type ForecastReport, type UtilizationReport } from './credit-report.ts';
import type { StatementLine } from './credit-statement.query.ts';
import { statementOfEntity } from './statements.loaders.ts';
import {
  CreditForecastType,
  CreditStatementLineConnection,
  type CreditStatementLineType,
  CreditUtilizationArgs,
  CreditUtilizationType,
} from './statements.types.ts';

/** What statements add to an entity. */
@Resolver(() => EntityType)
export class EntityStatementResolver {
  @RequiresPermission(...READ_BILLING)
  @FieldResolver(() => CreditStatementLineConnection, {
    nullable: true,
    description: 'Every movement of the credits that it can spend, newest first. They add up to what is available and scheduled.',
  })
  async creditStatement(
    @Root() entity: EntityRow,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: RequestContext,
  ): Promise<ConnectionShape<CreditStatementLineType>> {
    return toConnection(CreditStatementLineConnection, await statementOfEntity(context, entity.id, args), toLineType);
  }
}

@Resolver(() => CreditUtilizationType)
export class CreditUtilizationResolver {
  @RequiresPermission(...READ_BILLING)
  @Query(() => CreditUtilizationType, {
    nullable: true,
    description:
      'What came to an entity’s credits in a span of time, and what became of them. Refused with NOT_FOUND or VALIDATION_FAILED.',
  })
  async creditUtilization(
    @Args(() => CreditUtilizationArgs) args: CreditUtilizationArgs,
    @Ctx() context: RequestContext,
  ): Promise<CreditUtilizationType> {
    return toUtilizationType(
      await reportUtilization(context, { ...args, entityId: decodeId(ID_PREFIX.entity, args.entityId, 'entityId') }),
    );
  }

  @FieldResolver()
  entity(@Root() report: { entityId: Uuid }, @Ctx() context: RequestContext): Promise<EntityRow | null> {
    return entityById(context, report.entityId);
  }
}

@Resolver(() => CreditForecastType)
export class CreditForecastResolver {
  @RequiresPermission(...READ_BILLING)
  @Query(() => CreditForecastType, {
    nullable: true,
    description: 'When an entity’s credits run out if they are spent as in the last 30 days. Refused with NOT_FOUND.',
  })
  async creditForecast(
    @Arg('entityId', () => ID, { description: 'Id of the entity.' }) entityId: string,
    @Ctx() context: RequestContext,
  ): Promise<CreditForecastType> {
    return toForecastType(await forecastCredits(context, decodeId(ID_PREFIX.entity, entityId, 'entityId')));
  }

  @FieldResolver()
  entity(@Root() report: { entityId: Uuid }, @Ctx() context: RequestContext): Promise<EntityRow | null> {
    return entityById(context, report.entityId);
  }
}

function toLineType(line: StatementLine): CreditStatementLineType {
  const cause = causeOf(line.kind, line.causeId);
  const { id, kind, grantId, occurredAt } = line;
  return {
    id,
    kind,
    grantId,
    occurredAt,
    causeType: cause.type,
    causeId: cause.id,
    change: Money.of(line.change, line.currency).toJSON(),
  };
}

function toUtilizationType(report: UtilizationReport): CreditUtilizationType & { entityId: Uuid } {
  const money = (amount: string): { amount: string; currency: string } => Money.of(amount, report.currency).toJSON();
  const { entityId, start, end, utilization } = report;
  return {
    entityId,
    start,
    end,
    utilization,
    granted: money(report.granted),
    received: money(report.received),
    spent: money(report.spent),
    expired: money(report.expired),
    voided: money(report.voided),
    transferred: money(report.transferred),
  };
}

function toForecastType(report: ForecastReport): CreditForecastType & { entityId: Uuid } {
  const money = (amount: string): { amount: string; currency: string } => Money.of(amount, report.currency).toJSON();
  return {
    entityId: report.entityId,
    available: money(report.available),
    basisDays: report.days,
    basisSpent: money(report.spent),
    averagePerDay: money(report.averagePerDay),
    depletesAt: report.depletesAt,
    expiringUnspent: money(report.expiringUnspent),
  };
}
