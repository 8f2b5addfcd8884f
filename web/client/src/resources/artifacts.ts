// Written by `python -m scripts.reference` from the OpenAPI document. Change the routes instead.
import type { Download } from '../download.js';
import { path, type Options } from '../request.js';
import { Resource } from '../resource.js';
import type * as schemas from '../schemas.js';

/** Artifacts. */
export class Artifacts extends Resource {
  /** Return an artifact's bytes in one of its formats. */
  download(
    artifactId: string,
    query: {
      /** One of the artifact's `formats`. */
      format?: string | null;
      /** Show it in the browser instead of saving it. */
      inline?: boolean | null;
    } = {},
    options?: Options,
  ): Download {
    return this.connection.download('GET', path`/api/v1/artifacts/${artifactId}/content`, { ...options, query });
  }

  /** Return what an artifact is and how it looks at first sight. */
  read(artifactId: string, options?: Options): Promise<schemas.ArtifactRead> {
    return this.connection.send('GET', path`/api/v1/artifacts/${artifactId}`, options);
  }
}
