import { expect, it } from 'vitest';

import { sourceOf } from './incidents';

it.each([
  ['tool:fetch_page', 'tool', 'fetch_page'],
  ['tool:server:odd', 'tool', 'server:odd'],
  ['user:0199', 'user', '0199'],
])('reads %s', (source, kind, name) => expect(sourceOf({ source })).toEqual({ kind, name }));
