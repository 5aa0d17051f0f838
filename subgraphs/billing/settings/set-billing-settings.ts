import { auditFacts, type RequestContext } from '../../../platform/context/request-context.ts';
import { ValidationError } from '../../../platform/errors/errors.ts';
import { newId } from '../../../platform/ids/public-id.ts';
import { assertOrganizationExists } from '../caller-organization.ts';
import { amountIn, SETTING_RULES, type SettingLevel, type SettingName } from './billing-setting.ts';
import { requireCreditAuthority } from '../entities/create-entity.ts';
import { assertPersonBelongs } from '../people.ts';
import { placeToRead, type AskedPlace, type InheritingPlace } from './effective-settings.ts';
import { saveSetting } from './settings.query.ts';

const MOST_SETTINGS = 20;

/** A value that is to be set; null goes back to what is inherited. */
export interface NewSetting {
  name: SettingName;
  value: string | null;
}

/**
 * Sets values at an organization, or at one entity, team or person of it: all of them or, when one is refused, none. How long an invoice may wait is for staff
 * who answer for credits. Answers the place.
 */
export async function setBillingSettings(
  context: RequestContext,
  command: AskedPlace & { settings: readonly NewSetting[] },
): Promise<InheritingPlace> {
  const { settings, ...asked } = command;
  const level = levelOf(asked);
  const place = await placeToRead(context, asked);
  if (asked.userId) await assertPersonBelongs(context, { organizationId: place.organizationId, userId: asked.userId });
  else await assertOrganizationExists(context, place.organizationId);
  const checked = check(settings, level, place);
  if (checked.some(({ name }) => name === 'PAYMENT_TERM_DAYS'))
    requireCreditAuthority(context, 'change how long invoices may wait');
  const { organizationId, entityId = null, teamId = null, userId = null } = { ...asked, organizationId: place.organizationId };
  await context.session.transaction(async (transaction) => {
    const before: Record<string, string | null> = {};
    const now = context.clock.now();
    for (const { name, value } of checked)
      before[name] = await saveSetting(
        transaction,
        { organizationId, entityId, teamId, userId },
        { id: newId(), name, value, now },
      );
    transaction.audit({
      action: 'billing_settings.changed',
      resourceType: level,
      resourceId: entityId ?? teamId ?? userId ?? organizationId,
      organizationId,
      before,
      after: Object.fromEntries(checked.map(({ name, value }) => [name, value])),
      ...auditFacts(context),
    });
  });
  return place;
}

function levelOf({ entityId, teamId, userId }: AskedPlace): SettingLevel {
  const named = [entityId && 'entity', teamId && 'team', userId && 'user'].filter((level) => level !== undefined);
  if (named.length > 1) throw ValidationError.of('entityId', 'Name one of them: an entity, a team or a person.');
  return (named[0] ?? 'organization') as SettingLevel;
}

function check(settings: readonly NewSetting[], level: SettingLevel, { currency }: InheritingPlace): NewSetting[] {
  if (
    settings.length === 0 ||
    settings.length > MOST_SETTINGS ||
    new Set(settings.map(({ name }) => name)).size < settings.length
  )
    throw ValidationError.of('settings', `Send 1 to ${MOST_SETTINGS} settings, each once.`);
  return settings.map(({ name, value }) => {
    const rule = SETTING_RULES[name];
    if (!rule.levels.includes(level)) throw ValidationError.of('settings', `${name} cannot be set for a ${level}.`);
    if (level === 'entity' && (name === 'BILLING_EMAIL' || name === 'LOW_BALANCE_THRESHOLD'))
      throw ValidationError.of('settings', `An entity has its ${name} itself: change it by updateEntity.`);
    const checked = value === null ? null : rule.check(value);
    if (checked !== null && level === 'entity' && name === 'DEFAULT_CREDIT_LIMIT' && !amountIn(checked, currency!))
      throw ValidationError.of('settings', `The entity pays in ${currency}: send the limit in it.`);
    return { name, value: checked };
  });
}
