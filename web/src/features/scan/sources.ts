import { unzipSync } from 'fflate';

const INSIDE = '!/'; // between an archive and what lies in it: "upload.zip!/helper/run.py"
const MOST_BYTES = 2_000_000; // of one file; the server reads no more of it either

/** What was scanned from this page since it was loaded, by the id of its scan. It is kept nowhere else. */
const scanned = new Map<string, File>();

/** Remember what a scan was made of, so that its findings can be shown beside the code. */
export function rememberFile(scanId: string, file: File): void {
  scanned.set(scanId, file);
}

/** What a scan was made of, when it was made from this page. */
export function fileOf(scanId: string): File | undefined {
  return scanned.get(scanId);
}

/** The place of a file as people know it: without the archive that was uploaded. */
export function shownPath(path: string): string {
  const place = path.indexOf(INSIDE);
  return place < 0 ? path : path.slice(place + INSIDE.length);
}

/**
 * Read the texts of files that have findings.
 *
 * Returns:
 *   Texts by path as the scan names it. What lies in an archive within the archive is not read, nor what is too long.
 */
export async function readSources(file: File, paths: string[]): Promise<Map<string, string>> {
  const data = new Uint8Array(await file.arrayBuffer());
  const isZip = data[0] === 0x50 && data[1] === 0x4b && data[2] === 3 && data[3] === 4;
  const contents = isZip ? unzipped(data, new Set(paths.map(shownPath))) : { [file.name]: data };
  const known = paths.map((path) => [path, isZip ? contents[shownPath(path)] : data] as const);
  return new Map(known.flatMap(([path, bytes]) => (bytes ? [[path, textIn(bytes)] as const] : [])));
}

function unzipped(data: Uint8Array, wanted: Set<string>): Record<string, Uint8Array> {
  try {
    return unzipSync(data, { filter: ({ name, originalSize: size }) => wanted.has(name) && size <= MOST_BYTES });
  } catch {
    return {}; // What the server could read and this cannot is shown without its code.
  }
}

/** Read bytes as the server does: what is no UTF-8 stands as U+FFFD. */
function textIn(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(0, MOST_BYTES));
}
