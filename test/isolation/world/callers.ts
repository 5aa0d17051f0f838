import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { decodeId, encodeId } from '../../../platform/ids/public-id.ts';
import type { FingerprintScope } from '../engine/fingerprint.ts';
import type { Credentials } from './client.ts';
import type { IsolationWorld } from './isolation-world.ts';
import { rightsOf, type Rights } from './rights.ts';
import type { Side } from './side.ts';

/**
 * How a caller stands to the owner: of another tenant or of none, an operator, of the same tenant, of the other mode, the
 * organization's partner, or one of its own people, who may see what the permissions of their role allow.
 */
export type Relation = 'stranger' | 'operator' | 'neighbour' | 'otherMode' | 'partner' | 'insider';

/** Somebody who calls the operations of an owner. */
export interface Caller extends Rights {
  name: string;
  relation: Relation;
  credentials: Credentials;
  /** Ids of its own that the owner's side knows as well. */
  knows: readonly string[];
}

/** Everybody who may try for the owner's live data. */
export async function callersOf(place: IsolationWorld): Promise<Caller[]> {
  const { owner, ownerInTest, neighbour, foreigner } = place;
  const { admin, member, developer } = owner.organization;
  const { half } = owner;
  const inTheNameOf = { 'x-organization-id': owner.ids.organization };
  const callers: [name: string, relation: Relation, credentials: Credentials][] = [
    ['no token', 'stranger', {}],
    ['an administrator of another tenant', 'stranger', foreigner.half.admin],
    [
      'an administrator of another tenant in the organization’s name',
      'stranger',
      { ...foreigner.half.admin, headers: inTheNameOf },
    ],
    ['an owner in another tenant', 'stranger', foreigner.as('owner')],
    ['a partner of another tenant', 'stranger', foreigner.half.partner],
    ['the operator', 'operator', owner.as('operator')],
    ['the owner of another organization', 'neighbour', neighbour.as('owner')],
    [
      'the owner of another organization in the organization’s name',
      'neighbour',
      { ...neighbour.as('owner'), headers: inTheNameOf },
    ],
    ['the member of another organization', 'neighbour', neighbour.organization.member],
    ['a partner without organizations', 'neighbour', half.idlePartner],
    ['the owner in test mode', 'otherMode', ownerInTest.as('owner')],
    ['the partner', 'partner', half.partner],
    ['an admin', 'insider', admin],
    ['a member', 'insider', member],
    ['a developer', 'insider', developer],
    ['the tenant’s administrator', 'insider', half.admin],
    ['the tenant’s administrator in the organization’s name', 'insider', { ...half.admin, headers: inTheNameOf }],
  ];
  return Promise.all(callers.map(([name, relation, credentials]) => makeCaller(place, { name, relation, credentials })));
}

/** Those who may try for the owner's test data. */
export async function callersOfTest(place: IsolationWorld): Promise<Caller[]> {
  const callers: [name: string, relation: Relation, credentials: Credentials][] = [
    ['no token', 'stranger', {}],
    ['an owner in another tenant', 'stranger', place.foreigner.as('owner')],
    ['the test token of another organization', 'neighbour', place.neighbour.organization.testOwner],
    ['the owner in live mode', 'otherMode', place.owner.as('owner')],
    ['an admin in live mode', 'otherMode', place.owner.organization.admin],
  ];
  return Promise.all(callers.map(([name, relation, credentials]) => makeCaller(place, { name, relation, credentials })));
}

/** Whose rows must stay as they are while the caller tries to change them. */
export function guardedRows(owner: Side, { relation, permissions }: Caller, schema: string): FingerprintScope {
  const tenantId = decodeId('ten', owner.ids.tenant);
  const organizationId = decodeId('org', owner.ids.organization);
  if (relation === 'neighbour' && permissions) return { tenantId, schema, organizationId };
  if (relation === 'otherMode') return { tenantId, schema, organizationId, testMode: owner.testMode, isOfOneMode: true };
  return { tenantId, schema };
}

async function makeCaller(place: IsolationWorld, caller: Pick<Caller, 'name' | 'relation' | 'credentials'>): Promise<Caller> {
  const rights = await rightsOf(place, caller.credentials);
  const partnerId = rights.identity?.partnerId;
  return { ...caller, ...rights, knows: partnerId ? [encodeId(ID_PREFIX.partner, partnerId)] : [] };
}
