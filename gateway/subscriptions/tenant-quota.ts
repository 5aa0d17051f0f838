import type { Identity } from '../../contracts/identity/identity.ts';

/** Counts what each tenant holds open at this gateway. Strangers share one count, and so do the platform's operators. */
export class TenantQuota {
  private readonly most: number;
  private readonly held = new Map<string, number>();

  constructor(most: number) {
    this.most = most;
  }

  /** Takes one for the caller's tenant; the answer gives it back, once. Undefined when the tenant holds the most already. */
  take({ tenant, level }: Pick<Identity, 'tenant' | 'level'>): (() => void) | undefined {
    const key = tenant?.id ?? level;
    const held = this.held.get(key) ?? 0;
    if (held >= this.most) return undefined;
    this.held.set(key, held + 1);
    let isHeld = true;
    return () => {
      if (isHeld) this.giveBack(key);
      isHeld = false;
    };
  }

  private giveBack(key: string): void {
    const left = this.held.get(key)! - 1;
    if (left > 0) this.held.set(key, left);
    else this.held.delete(key);
  }
}
