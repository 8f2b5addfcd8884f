/** A file that is fetched when it is opened or read. */
export class Download {
  /** Its address, for a link on a page that is signed in by cookies. */
  readonly url: string;
  /** Fetch it; the body of the answer comes as it is read. */
  readonly open: () => Promise<Response>;

  constructor(url: string, open: () => Promise<Response>) {
    this.url = url;
    this.open = open;
  }

  /** Fetch all of it. */
  async read(): Promise<Uint8Array> {
    return new Uint8Array(await (await this.open()).arrayBuffer());
  }
}
