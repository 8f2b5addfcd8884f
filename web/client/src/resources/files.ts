// Written by `python -m scripts.reference` from the OpenAPI document. Change the routes instead.
import { path, type Options } from '../request.js';
import { Resource } from '../resource.js';
import type * as schemas from '../schemas.js';

/** Files. */
export class Files extends Resource {
  /** Return what is known of an uploaded file. */
  read(fileId: string, options?: Options): Promise<schemas.FileRead> {
    return this.connection.send('GET', path`/api/v1/files/${fileId}`, options);
  }

  /**
   * Upload one file as multipart field `file`: CSV, TSV, JSON, Parquet, XLSX, text or Markdown, up to 100 MB.
   *
   * Also pictures for models to look at, as PNG, JPEG, GIF or WebP: up to 5 MB, 8,000 pixels a side, 40 million in all.
   */
  upload(file: File, options?: Options): Promise<schemas.FileRead> {
    return this.connection.send('POST', '/api/v1/files', { ...options, file });
  }
}
