import { defineEntity, p } from '@mikro-orm/core';
import type { Uuid } from '../../../platform/ids/public-id.ts';

/** How a partner stands to an account: it brought it, or it also runs it. */
export type PartnerRelationship = 'refers' | 'manages';

/** The span in which an organization belongs to a partner: [startedAt, endedAt). An organization has one open span at most. */
export class PartnerAccount {
  id!: Uuid;
  testMode!: boolean;
  partnerId!: Uuid;
  organizationId!: Uuid;
  relationship!: PartnerRelationship;
  startedAt!: Date;
  endedAt!: Date | null;
}

export const PartnerAccountEntity = defineEntity({
  class: PartnerAccount,
  tableName: 'partner_accounts',
  properties: {
    id: p.uuid().primary(),
    testMode: p.boolean(),
    partnerId: p.uuid(),
    organizationId: p.uuid(),
    relationship: p.text().$type<PartnerRelationship>(),
    startedAt: p.datetime(),
    endedAt: p.datetime().nullable(),
  },
});
