import { LRUCache } from 'lru-cache';
import { Circuit, type CircuitSettings } from '../../../platform/circuit/circuit.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { CarrierUnavailableError } from './carriers.errors.ts';

const SETTINGS: CircuitSettings = { failures: 5, openMs: 30_000 };
const MOST_CIRCUITS = 10_000;

/** One a connection that this process calls; those that were not called for long are forgotten, which closes them. */
const circuits = new LRUCache<Uuid, Circuit>({ max: MOST_CIRCUITS });

/** The circuit of a connection: open after five failures in a row, for half a minute. */
export function circuitOf(connectionId: Uuid): Circuit {
  const known = circuits.get(connectionId);
  if (known) return known;
  const circuit = newCarrierCircuit();
  circuits.set(connectionId, circuit);
  return circuit;
}

/** A circuit that takes failures of the carrier as such, and refusals as answers. */
export function newCarrierCircuit(settings: CircuitSettings = SETTINGS): Circuit {
  return new Circuit(settings, (error) => error instanceof CarrierUnavailableError);
}
