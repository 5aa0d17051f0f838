/** A postal address as given: untrimmed, any case. Blank and absent mean the same. */
export interface AddressInput {
  name?: string | null | undefined;
  company?: string | null | undefined;
  street1?: string | null | undefined;
  street2?: string | null | undefined;
  city?: string | null | undefined;
  state?: string | null | undefined;
  postalCode?: string | null | undefined;
  country?: string | null | undefined;
  phone?: string | null | undefined;
  email?: string | null | undefined;
  isResidential?: boolean | null | undefined;
}

/** A valid address in normal form: what normalizeAddress answers. Absent parts are absent, never blank. */
export interface Address {
  /** A person; at least one of name and company is present. */
  name?: string | undefined;
  company?: string | undefined;
  street1: string;
  street2?: string | undefined;
  city: string;
  /** The postal abbreviation where the country has one, e.g. "NY". */
  state?: string | undefined;
  /** As the country prints it, e.g. "SW1A 1AA". */
  postalCode?: string | undefined;
  /** ISO 3166 alpha-2. */
  country: string;
  phone?: string | undefined;
  email?: string | undefined;
  isResidential?: boolean | undefined;
}
