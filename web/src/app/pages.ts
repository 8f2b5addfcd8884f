/** The pages a key or the palette can jump to. */
export const PAGES = [
  { to: '/missions', label: 'Missions', key: 'm' },
  { to: '/tools', label: 'Tools and agents', key: 't' },
  { to: '/account', label: 'Account', key: 'a' },
] as const;
