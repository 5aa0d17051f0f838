import { Type } from '@mikro-orm/core';
import { BigNumber } from 'bignumber.js';

/** NUMERIC column ↔ BigNumber, without passing a float. Amounts are numeric(20,6), unit prices numeric(24,12). */
export class DecimalType extends Type<BigNumber, string> {
  private readonly columnType: string;

  constructor(columnType = 'numeric(20,6)') {
    super();
    this.columnType = columnType;
  }

  override convertToDatabaseValue(value: BigNumber | string): string {
    return BigNumber.isBigNumber(value) ? value.toFixed() : value;
  }

  override convertToJSValue(value: string): BigNumber {
    return new BigNumber(value);
  }

  override compareValues(left: string, right: string): boolean {
    return new BigNumber(left).isEqualTo(right);
  }

  override getColumnType(): string {
    return this.columnType;
  }

  // Says that rows hold text; as "any" the ORM would take the runtime type from the column and refuse BigNumber in `assign`.
  override compareAsType(): string {
    return 'string';
  }

  // Without it the ORM takes the value for a plain object and compares it by reference.
  override get runtimeType(): string {
    return 'object';
  }
}
