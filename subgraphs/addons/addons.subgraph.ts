import { ID_PREFIX } from '../../contracts/ids/id-prefixes.ts';
import type { RequestContext } from '../../platform/context/request-context.ts';
import { decodeId, type Uuid } from '../../platform/ids/public-id.ts';
import type { SubgraphDefinition } from '../../platform/server/subgraph-definition.ts';
import { AddonEntity } from './addons/addon.entity.ts';
import { AddonHistoryResolver } from './addons/addon-history.resolver.ts';
import { AddonResolver } from './addons/addon.resolver.ts';
import { loadAddon } from './addons/addons.loaders.ts';
import { AddonApplicationResolver } from './applications/addon-application.resolver.ts';
import { ApplicationsResolver } from './applications/applications.resolver.ts';
import { recordApplicationsConsumer } from './applications/record-applications.consumer.ts';
import { reverseApplicationsConsumer } from './applications/reverse-applications.consumer.ts';
import { ShipmentAddonsResolver } from './applications/shipment-addons.resolver.ts';
import { CommissionRecordsResolver } from './commission/commission-records.resolver.ts';
import { CommissionResolver } from './commission/commission.resolver.ts';
import { ExportPagesResolver } from './exports/export-pages.resolver.ts';
import { ExportsResolver } from './exports/exports.resolver.ts';
import { ExplanationResolver } from './explanation/explanation.resolver.ts';
import { addonsMigrations } from './migrations/addons-migrations.ts';
import { InternalPricingResolver } from './pricing/internal-pricing.resolver.ts';
import { PricingResolver } from './pricing/pricing.resolver.ts';
import { ReconciliationResolver } from './reconciliation/reconciliation.resolver.ts';
import { purgeSimulations } from './simulation/purge-simulations.ts';
import { runSimulations } from './simulation/run-simulations.ts';
import { SimulationResultsResolver } from './simulation/simulation-results.resolver.ts';
import { SimulationResolver } from './simulation/simulation.resolver.ts';
import { RateStub } from './pricing/pricing.types.ts';

interface Reference {
  id: string;
}

/** What a marketplace charges on top of its carriers: addons, the prices pinned with them, applications, commission. */
export const addonsSubgraph: SubgraphDefinition = {
  name: 'addons',
  entities: [AddonEntity],
  migrations: addonsMigrations,
  schema: {
    resolvers: [
      AddonResolver,
      AddonHistoryResolver,
      CommissionResolver,
      CommissionRecordsResolver,
      PricingResolver,
      ExplanationResolver,
      ReconciliationResolver,
      SimulationResolver,
      SimulationResultsResolver,
      ExportsResolver,
      ExportPagesResolver,
      InternalPricingResolver,
      ApplicationsResolver,
      ShipmentAddonsResolver,
      AddonApplicationResolver,
    ],
    orphanedTypes: [RateStub],
    references: {
      Addon: (reference: Reference, context: RequestContext) => loadAddon(context, decodeId(ID_PREFIX.addon, reference.id)),
      // Their fields are looked up within the caller's walls; an id that is not the caller's answers nulls.
      Rate: (reference: Reference) => ({ id: decodeId(ID_PREFIX.rate, reference.id) }),
      Shipment: (reference: Reference) => ({ id: decodeId(ID_PREFIX.shipment, reference.id) }),
      Organization: (reference: Reference, context: RequestContext) =>
        ownOrganization(context, decodeId(ID_PREFIX.organization, reference.id)),
    },
  },
  consumers: [recordApplicationsConsumer, reverseApplicationsConsumer],
  jobs: [runSimulations, purgeSimulations],
};

function ownOrganization(context: RequestContext, id: Uuid): { id: Uuid } | null {
  const own = context.identity.organizationId;
  return context.identity.tenant && (!own || own === id) ? { id } : null;
}
