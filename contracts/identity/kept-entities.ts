import type { IdentitySubjectKind } from './identity-changes.ts';

/** What gateways may keep of an entity until `IdentityChanges` names its subject. */
export interface KeptEntity {
  /** The subgraph that owns the fields, and announces their changes. */
  subgraph: string;
  idPrefix: string;
  subject: IdentitySubjectKind;
  /** Fields that change only together with an announcement. */
  fields: readonly string[];
}

/** Entities that stand on nearly every page and hardly ever change, by type. */
export const KEPT_ENTITIES: Readonly<Record<string, KeptEntity>> = {
  Organization: {
    subgraph: 'tenants',
    idPrefix: 'org',
    subject: 'organization',
    fields: ['id', 'name', 'slug', 'isActive', 'createdAt'],
  },
};
