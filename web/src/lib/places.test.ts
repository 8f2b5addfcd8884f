import { expect, it } from 'vitest';

import { titleOfPlace } from './places';

const ID = '01999999-0000-7000-8000-000000000000';

it.each([
  ['/costs', 'Costs'],
  ['/missions/new', 'New mission'],
  [`/missions/${ID}`, 'Mission'],
])('knows %s', (path, title) => {
  expect(titleOfPlace(path)).toBe(title);
});

it.each([
  'https://evil.example',
  '//evil.example',
  '/\\evil.example',
  'javascript:alert(1)',
  '/missions/../admin',
  `/missions/${ID}/x`,
  '/costs?x=1',
  '/costs\n',
  '',
])('leads nowhere for %j', (path) => {
  expect(titleOfPlace(path)).toBeNull();
});
