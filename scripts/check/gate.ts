/** What a gate saw in a tree. */
export interface GateOutcome {
  /** How many things it looked at; a gate that looked at nothing has failed. */
  looked: number;
  /** One line each, ready to print. */
  faults: readonly string[];
}

/** One check over the tree below a root folder. */
export interface Gate {
  name: string;
  /** What it counts, in the plural. */
  unit: string;
  look(root: string): Promise<GateOutcome>;
}

/** Runs a gate; looking at nothing counts as a fault. */
export async function passGate(gate: Gate, root: string): Promise<GateOutcome> {
  const outcome = await gate.look(root);
  if (outcome.looked > 0) return outcome;
  return { looked: 0, faults: [...outcome.faults, `The gate "${gate.name}" looked at no ${gate.unit}: that is a failure.`] };
}
