import { auditFacts, requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { ForbiddenError, NotFoundError, ValidationError } from '../../../platform/errors/errors.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { findAddons } from '../addons/addon.query.ts';
import { checkAddon, namedOrganizations, type AddonDefinition } from '../addons/addon-rules.ts';
import { definitionAfter } from '../addons/addon-definition.ts';
import { checkOrganizations } from '../commission/check-organizations.ts';
import { findStoredSettings } from '../commission/commission-rule.query.ts';
import { settingsFaults, storedSettings, type ConfigurePlatformCommission } from '../commission/platform-commission.ts';
import { countOpenSimulations, insertSimulation, type AddonSimulation } from './addon-simulation.query.ts';
import { countPurchases } from './simulated-purchase.query.ts';
import { TooManySimulationsError } from './simulation.errors.ts';
import { openSimulationJob } from './simulation-job.ts';
import type { SupposedAddon, Supposition } from './supposition.ts';

/** What to suppose: one addon new, otherwise or gone, other commission settings, or both. */
export interface SimulateAddonChange {
  from: Date;
  until: Date;
  newAddon: AddonDefinition | null;
  changedAddon: { id: Uuid; changes: Partial<AddonDefinition> } | null;
  deletedAddonId: Uuid | null;
  commission: ConfigurePlatformCommission | null;
}

const LONGEST_MS = 366 * 86_400_000;
const MOST_OPEN = 5;

/** Throws ForbiddenError for callers who see one organization only: a simulation is over the whole marketplace. */
export function requireMarketplace(context: RequestContext): { id: Uuid; schema: string } {
  const tenant = requireTenant(context);
  if (context.identity.organizationId)
    throw new ForbiddenError('Simulations are over the whole marketplace: ask without naming an organization.');
  return tenant;
}

/**
 * Asks what addons and commission would have come to in a past period; the answer is reckoned by a job and nothing else changes.
 * Throws ForbiddenError, ValidationError, NotFoundError, TooManySimulationsError.
 */
export async function simulateAddonChange(context: RequestContext, command: SimulateAddonChange): Promise<AddonSimulation> {
  const tenant = requireMarketplace(context);
  checkCommand(command, context.clock.now());
  const supposition = await supposed(context, command);
  const place = { tenantId: tenant.id, testMode: context.identity.testMode };
  return context.session.transaction(async (transaction) => {
    if ((await countOpenSimulations(transaction, place)) >= MOST_OPEN) throw new TooManySimulationsError(MOST_OPEN);
    const simulation: AddonSimulation = {
      id: newId(),
      state: 'queued',
      from: command.from,
      until: command.until,
      supposition,
      done: 0,
      total: await countPurchases(transaction, command),
      cursorId: null,
      failedAttempts: 0,
      actor: context.identity.actor,
      createdAt: context.clock.now(),
      finishedAt: null,
    };
    await insertSimulation(transaction, simulation, place);
    const { id, from, until } = simulation;
    const after = { from, until, supposition };
    const resource = { resourceType: 'addon_simulation', resourceId: id, organizationId: null };
    transaction.audit({ action: 'addon_simulation.requested', ...resource, after, ...auditFacts(context) });
    await openSimulationJob(transaction, simulation);
    return simulation;
  });
}

function checkCommand({ from, until, newAddon, changedAddon, deletedAddonId, commission }: SimulateAddonChange, now: Date): void {
  if (from >= until) throw ValidationError.of('until', 'The end must come after the beginning.', 'INVALID_DATE_RANGE');
  if (until > now) throw ValidationError.of('until', 'A simulation is over a past period.', 'PERIOD_NOT_OVER');
  if (until.getTime() - from.getTime() > LONGEST_MS)
    throw ValidationError.of('until', 'A simulation covers at most 366 days.', 'DATE_RANGE_TOO_LONG');
  const addons = [newAddon, changedAddon, deletedAddonId].filter((each) => each !== null).length;
  if (addons > 1)
    throw ValidationError.of('newAddon', 'Suppose one addon at a time: new, changed or deleted.', 'SEVERAL_ADDON_CHANGES');
  if (addons === 0 && commission === null)
    throw ValidationError.of('newAddon', 'Say what to suppose: an addon, commission settings, or both.', 'NOTHING_SUPPOSED');
  const faults = commission ? settingsFaults(commission) : [];
  if (faults.length > 0) throw new ValidationError(faults.map((fault) => ({ ...fault, field: `commission.${fault.field}` })));
}

async function supposed(context: RequestContext, command: SimulateAddonChange): Promise<Supposition> {
  const { commission } = command;
  const settings = commission ? storedSettings(commission) : await findStoredSettings(context.session);
  return { addon: await supposedAddon(context, command), settings, areSettingsSupposed: commission !== null };
}

async function supposedAddon(context: RequestContext, command: SimulateAddonChange): Promise<SupposedAddon | null> {
  const { newAddon, changedAddon, deletedAddonId } = command;
  if (newAddon) return standing('created', { id: newId(), version: 1 }, await checked(context, newAddon, 'newAddon'));
  const id = changedAddon?.id ?? deletedAddonId;
  if (!id) return null;
  const [addon] = await findAddons(context.session, { isManager: true }, [id]);
  if (!addon || addon.deletedAt) throw new NotFoundError('The addon', changedAddon ? 'changedAddon.id' : 'deletedAddonId');
  if (!changedAddon) return { kind: 'deleted', addonId: id, standing: null };
  const definition = await checked(context, definitionAfter(addon, changedAddon.changes), 'changedAddon');
  return standing('updated', { id, version: addon.version + 1 }, definition);
}

async function checked(context: RequestContext, definition: AddonDefinition, field: string): Promise<AddonDefinition> {
  const under = <Named extends { field?: string | undefined }>(named: Named): Named => ({
    ...named,
    field: `${field}.${named.field}`,
  });
  try {
    const clean = checkAddon(definition);
    await checkOrganizations(context, namedOrganizations(clean));
    return clean;
  } catch (error) {
    if (error instanceof ValidationError) throw new ValidationError(error.details().map(under));
    throw error;
  }
}

function standing(
  kind: SupposedAddon['kind'],
  { id, version }: { id: Uuid; version: number },
  definition: AddonDefinition,
): SupposedAddon {
  const { active, visibility, order, organizations, ...facts } = definition;
  const { name, surchargeType, amount, currency, base, carriers, services, carrierAccounts } = facts;
  const { commissionEnabled, commissionRate, commissionRecipient } = facts;
  const priced = {
    id,
    version,
    name,
    surchargeType,
    amount,
    currency,
    base,
    isFolded: visibility === 'folded',
    carriers,
    services,
  };
  const addon = { ...priced, carrierAccounts, commissionEnabled, commissionRate, commissionRecipient };
  return { kind, addonId: id, standing: active ? { addon, order, organizations } : null };
}
