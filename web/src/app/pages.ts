/** The pages of the rail, in its order; a key or the palette can jump to each. */
export const PAGES = [
  { to: '/chat', label: 'Chat', key: 'c', needs: 'agents:invoke' },
  { to: '/missions', label: 'Missions', key: 'm' },
  { to: '/approvals', label: 'Approvals', key: 'i', needs: 'agents:invoke' },
  { to: '/costs', label: 'Costs', key: 'k', needs: 'budgets:read' },
  { to: '/budgets', label: 'Budgets', key: 'b', needs: 'budgets:read' },
  { to: '/requests', label: 'Requests', key: 'q', needs: 'budgets:read' },
  { to: '/models', label: 'Models and providers', key: 'p', needs: 'models:read' },
  { to: '/tools', label: 'Tools and agents', key: 't' },
  { to: '/security', label: 'Security', key: 's', needs: 'security:read' },
  { to: '/scan', label: 'Scan', key: 'x', needs: 'security:read' },
  { to: '/admin', label: 'Administration', key: 'u', needs: ['users:read', 'audit:read'] },
  { to: '/account', label: 'Account', key: 'a' },
] as const;

export type PagePath = (typeof PAGES)[number]['to'];
