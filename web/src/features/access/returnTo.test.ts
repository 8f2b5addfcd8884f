import { expect, it } from 'vitest';

import { returnTo } from './returnTo';

it.each([
  ['/missions/42?view=table', '/missions/42?view=table'],
  [undefined, '/'],
  ['', '/'],
  ['https://elsewhere.example', '/'],
  ['//elsewhere.example/missions', '/'],
  ['/\\elsewhere.example', '/'],
  ['/sign-in?next=/missions', '/'],
])('follows %s to %s', (next, path) => {
  expect(returnTo(next)).toBe(path);
});
