import type { Connection } from './connection.js';

/** What is asked over one connection. */
export class Resource {
  protected readonly connection: Connection;

  constructor(connection: Connection) {
    this.connection = connection;
  }
}
