// What a program in TypeScript does, against the server of its environment; each line it prints is a JSON value.
import { readFile, writeFile } from 'node:fs/promises';

const [, , client, folder] = process.argv;
const { ApiError, Pilothouse } = await import(client);

const say = (name, value) => console.log(JSON.stringify([name, value]));
const api = new Pilothouse();

const cars = new File([await readFile(`${folder}/cars.csv`)], 'cars.csv', { type: 'text/csv' });
const file = await api.files.upload(cars);
say('file', { name: file.name, size_bytes: file.size_bytes });

const order = { objective: 'Which origin has the best average mpg?', file_ids: [file.id] };
const mission = await api.missions.submit(order, { idempotencyKey: 'once' });
const again = await api.missions.submit(order, { idempotencyKey: 'once' });
say('mission', [mission.id, again.id]);

const seqs = [];
for await (const event of api.missions.streamEvents(mission.id)) {
  seqs.push(event.seq);
  if (seqs.length === 1) say('first', { name: event.name, stream: event.streamId });
}
say('seqs', seqs);

const finished = await api.missions.read(mission.id);
say('state', finished.state);
const table = finished.artifacts.find(({ kind }) => kind === 'table');
const download = api.artifacts.download(table.id, { format: 'csv' });
await writeFile(`${folder}/table.csv`, (await download.open()).body);
say('read', new TextDecoder().decode(await download.read()));

const { items, nextCursor, total } = await api.missions.list({ page_size: 1, q: 'average mpg' }).page();
say('page', { titles: items.map(({ id }) => id), nextCursor, total });
say('tools', (await api.tools.list().all()).length);

try {
  await api.missions.read('00000000-0000-0000-0000-000000000000');
} catch (error) {
  say('refused', { isApiError: error instanceof ApiError, status: error.status, code: error.code, id: error.requestId });
}
