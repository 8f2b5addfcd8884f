/** Colours that series of the page may have, by number: `--series-1` to `--series-5`. */
export const NAMED_COLOURS = 5;

/** The colour of everything that has none of its own. */
export const REST_COLOUR = 6;

const given = new Map<string, number>();

/**
 * Give each name of one chart a colour number, as far as they reach.
 *
 * A name keeps the colour it had first, on every page, unless another name of the same chart has it already.
 */
export function coloursOf(names: string[]): Map<string, number> {
  const chosen = new Map<string, number>();
  const taken = new Set<number>();
  const give = (name: string, colour: number) => {
    chosen.set(name, colour);
    taken.add(colour);
  };
  for (const name of names.slice(0, NAMED_COLOURS)) {
    const before = given.get(name);
    if (before !== undefined && !taken.has(before)) give(name, before);
  }
  for (const name of names.slice(0, NAMED_COLOURS).filter((each) => !chosen.has(each))) {
    give(name, firstFree(taken));
    if (!given.has(name)) given.set(name, chosen.get(name) ?? REST_COLOUR);
  }
  return chosen;
}

function firstFree(taken: Set<number>): number {
  for (let colour = 1; colour <= NAMED_COLOURS; colour += 1) if (!taken.has(colour)) return colour;
  return REST_COLOUR;
}
