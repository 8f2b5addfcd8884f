const ID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';

/** The pages an agent may lead to, as the server's own list has them; `{id}` stands for an id. */
const PLACES: [path: string, title: string][] = [
  ['/chat', 'Chat'],
  ['/chat/{id}', 'Conversation'],
  ['/missions', 'Missions'],
  ['/missions/new', 'New mission'],
  ['/missions/{id}', 'Mission'],
  ['/approvals', 'Approvals'],
  ['/costs', 'Costs'],
  ['/budgets', 'Budgets'],
  ['/requests', 'Requests'],
  ['/models', 'Models and providers'],
  ['/tools', 'Tools and agents'],
  ['/account', 'Account'],
];

const PATTERNS = PLACES.map(([path, title]) => ({ pattern: new RegExp(`^${path.replace('{id}', ID)}$`), title }));

/** Name the page a path leads to; null for every path that is not on the list, whatever an agent says. */
export function titleOfPlace(path: string): string | null {
  return PATTERNS.find(({ pattern }) => pattern.test(path))?.title ?? null;
}
