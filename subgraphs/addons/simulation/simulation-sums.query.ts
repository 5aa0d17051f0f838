import { sql } from 'kysely';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';

/** What purchases came to and would have come to, in one currency. */
export interface SimulationSums {
  currency: string;
  shipments: number;
  affectedShipments: number;
  currentRevenue: string;
  simulatedRevenue: string;
  currentCommission: string;
  simulatedCommission: string;
  /** Shipments on which the supposed addon could not be charged because its currency is another one. */
  skippedShipments: number;
  minimumApplications: number;
}

/** The same of one organization. */
export interface OrganizationSums extends SimulationSums {
  organizationId: Uuid;
}

/** Sums that know which simulation they are of. */
export type OfSimulation<Sums> = Sums & { simulationId: Uuid };

const MOST_ORGANIZATIONS = 100;

/** Adds to the sums of a simulation, by organization and currency. */
export async function addToSimulationSums(
  db: Queryable,
  simulation: { id: Uuid; testMode: boolean },
  sums: readonly (OrganizationSums & { id: Uuid })[],
): Promise<void> {
  await db.query(sql`
    insert into addon_simulation_sums as kept (id, organization_id, test_mode, simulation_id, currency, shipments, affected_shipments,
      current_revenue, simulated_revenue, current_commission, simulated_commission, skipped_shipments, minimum_applications)
    select id, "organizationId", ${simulation.testMode}, ${simulation.id}::uuid, currency, shipments, "affectedShipments", "currentRevenue",
      "simulatedRevenue", "currentCommission", "simulatedCommission", "skippedShipments", "minimumApplications"
    from jsonb_to_recordset(${JSON.stringify(sums)}::jsonb) as row (id uuid, "organizationId" uuid, currency text, shipments int, "affectedShipments" int,
      "currentRevenue" numeric, "simulatedRevenue" numeric, "currentCommission" numeric, "simulatedCommission" numeric, "skippedShipments" int,
      "minimumApplications" int)
    order by "organizationId", currency
    on conflict (simulation_id, organization_id, currency) do update set shipments = kept.shipments + excluded.shipments,
      affected_shipments = kept.affected_shipments + excluded.affected_shipments, current_revenue = kept.current_revenue + excluded.current_revenue,
      simulated_revenue = kept.simulated_revenue + excluded.simulated_revenue, current_commission = kept.current_commission + excluded.current_commission,
      simulated_commission = kept.simulated_commission + excluded.simulated_commission,
      skipped_shipments = kept.skipped_shipments + excluded.skipped_shipments,
      minimum_applications = kept.minimum_applications + excluded.minimum_applications`);
}

/** What simulations came to by currency, in the order of the currencies' codes. */
export async function findSimulationTotals(
  db: Queryable,
  simulationIds: readonly Uuid[],
): Promise<OfSimulation<SimulationSums>[]> {
  return db.query(sql<OfSimulation<SimulationSums>>`
    select simulation_id as "simulationId", currency, sum(shipments)::int as shipments, sum(affected_shipments)::int as "affectedShipments",
      sum(current_revenue) as "currentRevenue", sum(simulated_revenue) as "simulatedRevenue", sum(current_commission) as "currentCommission",
      sum(simulated_commission) as "simulatedCommission", sum(skipped_shipments)::int as "skippedShipments",
      sum(minimum_applications)::int as "minimumApplications"
    from addon_simulation_sums where simulation_id = any(${simulationIds}::uuid[]) group by simulation_id, currency order by simulation_id, currency`);
}

/** Of each simulation the 100 organizations and currencies whose addons differ most, the largest difference of each currency in front. */
export async function findSimulatedOrganizations(
  db: Queryable,
  simulationIds: readonly Uuid[],
): Promise<OfSimulation<OrganizationSums>[]> {
  return db.query(sql<OfSimulation<OrganizationSums>>`
    select simulation_id as "simulationId", organization_id as "organizationId", currency, shipments, affected_shipments as "affectedShipments",
      current_revenue as "currentRevenue", simulated_revenue as "simulatedRevenue", current_commission as "currentCommission",
      simulated_commission as "simulatedCommission", skipped_shipments as "skippedShipments", minimum_applications as "minimumApplications"
    from (
      select *, row_number() over (partition by simulation_id order by rank, currency, organization_id) as place
      from (
        select *, row_number() over (partition by simulation_id, currency order by abs(simulated_revenue - current_revenue) desc, organization_id) as rank
        from addon_simulation_sums
        where simulation_id = any(${simulationIds}::uuid[]) and affected_shipments > 0
      ) as ranked
    ) as placed
    where place <= ${MOST_ORGANIZATIONS} order by simulation_id, place`);
}
