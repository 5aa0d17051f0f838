import { z } from 'zod';
import { capabilitiesOf, type CarrierCapability, type CarrierService } from './carrier-adapter.ts';
import { carriersOfMode, generalServices } from './carrier-registry.ts';

/** A carrier, for those who would connect it. */
export interface DescribedCarrier {
  code: string;
  name: string;
  isTestOnly: boolean;
  needsRateSheet: boolean;
  capabilities: CarrierCapability[];
  sendsWebhooks: boolean;
  /** JSON Schemas. */
  credentialsSchema: object | null;
  configSchema: object;
  services: CarrierService[] | null;
}

/** The carriers that can be connected in a mode. */
export function describeCarriers({ testMode }: { testMode: boolean }): DescribedCarrier[] {
  return carriersOfMode(testMode).map((adapter) => ({
    code: adapter.code,
    name: adapter.name,
    isTestOnly: adapter.isTestOnly,
    needsRateSheet: adapter.needsRateSheet,
    capabilities: capabilitiesOf(adapter),
    sendsWebhooks: adapter.webhooks !== undefined,
    credentialsSchema: adapter.credentials && z.toJSONSchema(adapter.credentials, { io: 'input' }),
    configSchema: z.toJSONSchema(adapter.config, { io: 'input' }),
    services: generalServices(adapter, testMode)?.slice() ?? null,
  }));
}
