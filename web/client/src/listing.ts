/** One page of a list. */
export interface Page<Item> {
  items: Item[];
  /** Where the next one begins; null on the last. */
  nextCursor: string | null;
  /** How many there are in all, where the server knows. */
  total: number | null;
}

type Load<Item> = (cursor: string | null) => Promise<Page<Item>>;

/** A list that is fetched page by page while it is walked through, each time anew. */
export class Listing<Item> implements AsyncIterable<Item> {
  private readonly load: Load<Item>;

  constructor(load: Load<Item>) {
    this.load = load;
  }

  /** The first page alone. */
  page(): Promise<Page<Item>> {
    return this.load(null);
  }

  /** Everything. */
  async all(): Promise<Item[]> {
    const found: Item[] = [];
    for await (const item of this) found.push(item);
    return found;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    let cursor: string | null = null;
    do {
      const page: Page<Item> = await this.load(cursor);
      yield* page.items;
      cursor = page.nextCursor;
    } while (cursor !== null);
  }
}
