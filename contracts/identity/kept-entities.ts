import type { RememberedKind } from './identity-changes.ts';
import type { Permission } from './permissions.ts';

/** What gateways may keep of an entity until its subject is announced (`identityTopic`). */
export interface KeptEntity {
  /** The subgraph that owns the fields, and announces their changes. */
  subgraph: string;
  idPrefix: string;
  subject: RememberedKind;
  /** Fields that change only together with an announcement, be it that they show something else or nothing to somebody. */
  fields: readonly string[];
  /** The permission without which an entity comes and goes with time, and is not kept. */
  keptWith?: Permission;
  /** The mutations of the subgraph that change them, where it has many others; any of its mutations where this is left out. */
  changedBy?: readonly string[];
}

/** Entities that stand on nearly every page and hardly ever change, by type. */
export const KEPT_ENTITIES: Readonly<Record<string, KeptEntity>> = {
  Organization: {
    subgraph: 'tenants',
    idPrefix: 'org',
    subject: 'organization',
    fields: ['id', 'name', 'slug', 'isActive', 'createdAt'],
  },
  Addon: {
    subgraph: 'addons',
    idPrefix: 'add',
    subject: 'addon',
    // Others see those that are in force at the moment.
    keptWith: 'manage_addons',
    fields:
      'id name active surchargeType amount currency base order visibility carriers services effectiveFrom effectiveUntil createdAt updatedAt deletedAt'.split(
        ' ',
      ),
  },
  // Purchases are mutations of shipping too, and come every second: whether a connection works is left out, what it is called stays.
  CarrierConnection: {
    subgraph: 'shipping',
    idPrefix: 'con',
    subject: 'connection',
    fields: ['id', 'carrier', 'carrierName', 'displayName', 'testMode', 'createdAt'],
    changedBy: [
      'updateCarrierConnection',
      'deleteCarrierConnection',
      'updateSystemCarrierConnection',
      'deleteSystemCarrierConnection',
    ],
  },
};
