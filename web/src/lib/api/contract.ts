/**
 * Holds the page's own types, which are narrower than OpenAPI can say, against those generated from the server.
 *
 * Nothing here runs. When the server drops or renames a field that the page reads or sends, `npm run check` fails on
 * the line of that type. `npm run types` writes `schema.gen.ts` anew from `docs/reference/openapi.json`.
 */
import type { components } from './schema.gen';
import type * as page from './types';

type Schemas = components['schemas'];
/** `never` unless the page knows a field that the server does not have. */
type Unknown<Page, Server> = Exclude<keyof Page, keyof Server>;
type Expect<Nothing extends never> = Nothing;

export type Contract = [
  Expect<Unknown<page.Mission, Schemas['MissionRead']>>,
  Expect<Unknown<page.Step, Schemas['StepRead']>>,
  Expect<Unknown<page.StoredFile, Schemas['FileRead']>>,
  Expect<Unknown<page.Artifact, Schemas['ArtifactRead']>>,
  Expect<Unknown<page.MissionCreate, Schemas['MissionCreate']>>,
  Expect<Unknown<page.MissionUpdate, Schemas['MissionUpdate']>>,
  Expect<Unknown<page.Me, Schemas['Me']>>,
  Expect<Unknown<page.ApiKey, Schemas['ApiKeyRead']>>,
  Expect<Unknown<page.CreatedApiKey, Schemas['ApiKeyCreated']>>,
  Expect<Unknown<page.ModelsStatus, Schemas['ModelStatusRead']>>,
  Expect<Unknown<page.Pagination, Schemas['Pagination']>>,
];
