import { Field, InputType } from 'type-graphql';

/** A range of postal codes. */
@InputType('PostalCodeRangeInput', {
  description: 'Postal codes from one to another, compared by as many leading characters as they have.',
})
export class PostalCodeRangeInput {
  @Field(() => String, { description: 'ISO 3166 alpha-2 code of the country.' })
  country!: string;

  @Field(() => String, { description: 'The first, in capitals without spaces, e.g. `969`.' })
  from!: string;

  @Field(() => String, { description: 'The last, of the same length.' })
  to!: string;
}

/** A city by name. */
@InputType('CityNameInput', { description: 'A city by name, whatever its case.' })
export class CityNameInput {
  @Field(() => String, { description: 'ISO 3166 alpha-2 code of the country.' })
  country!: string;

  @Field(() => String, { description: 'Its name.' })
  city!: string;

  @Field(() => String, { nullable: true, description: 'The state, where the name alone does not tell which city it is.' })
  state?: string | null;
}

/** A set of places. */
@InputType('PlaceListInput', { description: 'A set of places: at least one.' })
export class PlaceListInput {
  @Field(() => [PostalCodeRangeInput], { nullable: true, description: 'By postal code.' })
  postalCodes?: PostalCodeRangeInput[] | null;

  @Field(() => [CityNameInput], { nullable: true, description: 'By city.' })
  cities?: CityNameInput[] | null;

  @Field(() => [String], { nullable: true, description: 'By country, as ISO 3166 alpha-2 codes.' })
  countries?: string[] | null;
}

/** A zone of a sheet whose zones are lists. */
@InputType('RateSheetZoneInput', { description: 'A zone by list; a postal code matches before a city, a city before a country.' })
export class RateSheetZoneInput {
  @Field(() => String, { description: 'The zone that prices name; several lists may lie in one.' })
  zone!: string;

  @Field(() => String, { description: 'A name for people.' })
  name!: string;

  @Field(() => PlaceListInput, {
    nullable: true,
    description: 'Where parcels start; anywhere in the sheet’s country when left out.',
  })
  origin?: PlaceListInput | null;

  @Field(() => PlaceListInput, { description: 'Where parcels go.' })
  destination!: PlaceListInput;
}
