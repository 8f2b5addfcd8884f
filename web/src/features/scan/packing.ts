import { zipSync } from 'fflate';

import { formatBytes } from '@/lib/format/number';

/** The server refuses more. */
export const MAX_SCAN_BYTES = 50_000_000;

/** A file with its place in the folder it was dropped or chosen with. */
export interface Placed {
  path: string;
  file: File;
}

/** Files chosen through a field; those of a folder know their place. */
export function placedOf(files: FileList | null): Placed[] {
  return Array.from(files ?? []).map((file) => ({ path: file.webkitRelativePath || file.name, file }));
}

/** Files that were dropped, with everything in folders among them. */
export async function placedIn(items: DataTransferItemList): Promise<Placed[]> {
  // Entries must be taken at once: the list is empty after the first wait.
  const entries = Array.from(items, (item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  return (await Promise.all(entries.map((entry) => under(entry, '')))).flat();
}

/** Say why files cannot be scanned, before any of them is sent; null when they can. */
export function problemWith(files: Placed[]): string | null {
  const size = files.reduce((sum, { file }) => sum + file.size, 0);
  if (files.length === 0) return 'There is no file in it.';
  if (size === 0) return files.length === 1 ? 'The file is empty.' : 'The files are empty.';
  if (size > MAX_SCAN_BYTES)
    return `${formatBytes(size)} is over the limit of 50 MB. Leave out what is no text or code.`;
  return null;
}

/** One file to send: the only one as it is, several as a zip of them, named after the folder they share. */
export async function packed(files: Placed[]): Promise<File> {
  const [first] = files;
  if (first && files.length === 1) return first.file;
  const contents = await Promise.all(
    files.map(async ({ path, file }) => [path, new Uint8Array(await file.arrayBuffer())] as const),
  );
  // Stored, not compressed: the way to the server is short, and the reader waits.
  const zip = zipSync(Object.fromEntries(contents), { level: 0 });
  return new File([zip], `${folderOf(files) ?? 'files'}.zip`, { type: 'application/zip' });
}

function folderOf(files: Placed[]): string | null {
  const folders = new Set(files.map(({ path }) => (path.includes('/') ? path.slice(0, path.indexOf('/')) : '')));
  const [only] = folders;
  return folders.size === 1 && only ? only : null;
}

async function under(entry: FileSystemEntry, above: string): Promise<Placed[]> {
  const path = `${above}${entry.name}`;
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    return [{ path, file }];
  }
  const inside = await entriesOf(entry as FileSystemDirectoryEntry);
  return (await Promise.all(inside.map((each) => under(each, `${path}/`)))).flat();
}

/** All entries of a folder; a reader gives a hundred at a time, and none at the end. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const found: FileSystemEntry[] = [];
  for (;;) {
    const next = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (next.length === 0) return found;
    found.push(...next);
  }
}
