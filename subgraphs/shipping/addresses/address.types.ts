import { Field, InputType, ObjectType } from 'type-graphql';

/** A postal address as clients send it. */
@InputType('AddressInput', { description: 'A postal address as given; it is normalised by the rules of its country.' })
export class AddressInputType {
  @Field(() => String, { nullable: true, description: 'A person; a name or a company is needed.' })
  name?: string | null;

  @Field(() => String, { nullable: true, description: 'A company; a name or a company is needed.' })
  company?: string | null;

  @Field(() => String, { description: 'Street and number.' })
  street1!: string;

  @Field(() => String, { nullable: true, description: 'Apartment, floor, building.' })
  street2?: string | null;

  @Field(() => String, { description: 'City or town.' })
  city!: string;

  @Field(() => String, {
    nullable: true,
    description: 'State or province, by name or abbreviation; required where the country has them.',
  })
  state?: string | null;

  @Field(() => String, { nullable: true, description: 'Postal code; required where the country has them.' })
  postalCode?: string | null;

  @Field(() => String, { description: 'ISO 3166 two-letter code, e.g. "US".' })
  country!: string;

  @Field(() => String, { nullable: true, description: 'Phone number.' })
  phone?: string | null;

  @Field(() => String, { nullable: true, description: 'E-mail address.' })
  email?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether somebody lives there; null when that is not known.' })
  isResidential?: boolean | null;
}

/** A postal address in normal form. */
@ObjectType('Address', { description: 'A postal address in the normal form of its country.' })
export class AddressType {
  @Field(() => String, { nullable: true, description: 'A person.' })
  name?: string | null;

  @Field(() => String, { nullable: true, description: 'A company.' })
  company?: string | null;

  @Field(() => String, { description: 'Street and number.' })
  street1!: string;

  @Field(() => String, { nullable: true, description: 'Apartment, floor, building.' })
  street2?: string | null;

  @Field(() => String, { description: 'City or town.' })
  city!: string;

  @Field(() => String, { nullable: true, description: 'The abbreviation of the state or province, where the country has them.' })
  state?: string | null;

  @Field(() => String, { nullable: true, description: 'The postal code as the country prints it.' })
  postalCode?: string | null;

  @Field(() => String, { description: 'ISO 3166 two-letter code, e.g. "US".' })
  country!: string;

  @Field(() => String, { nullable: true, description: 'Phone number.' })
  phone?: string | null;

  @Field(() => String, { nullable: true, description: 'E-mail address.' })
  email?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether somebody lives there; null when that is not known.' })
  isResidential?: boolean | null;
}
