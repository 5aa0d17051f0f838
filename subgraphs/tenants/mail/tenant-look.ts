import { platformDomain } from '../../../platform/config/platform-domain.ts';
import type { MailBrand } from '../../../platform/mail/mail-layout.ts';
import { hostName } from '../domains/host-name.ts';
import type { TenantLook } from './tenant-look.query.ts';

const PLATFORM_NAME = 'Waybill';

/** The pages of an app to which mail leads. They find the secret behind the `#`, which browsers tell no server. */
export type MailedPage = 'accept-invitation' | 'verify-email' | 'reset-password';

/** Whose mail it is, as the recipient sees it: the tenant's, or the platform's when there is no such tenant. */
export function brandOf(look: TenantLook | undefined): MailBrand {
  return { name: look?.name ?? PLATFORM_NAME, logoUrl: look?.branding.logoUrl, primaryColor: look?.branding.primaryColor };
}

/** Where a page of the tenant's app is, with the secret that it needs: at its primary domain, or else at the platform's. */
export function mailedLink(look: TenantLook | undefined, page: MailedPage, secret: string): string {
  const host = look?.host ? hostName(look.host) : platformDomain();
  return `https://${host}/${page}#token=${encodeURIComponent(secret)}`;
}
