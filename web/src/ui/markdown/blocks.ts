const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const LIST_ITEM = /^ {0,3}([-*+]|\d{1,9}[.)])\s/;
const INDENTED = /^(\s{2,}|\t)/;
const DEFINITION = /^ {0,3}\[[^\]]+\]:\s/m;

/**
 * Cut markdown into blocks that can be drawn one by one: joined with blank lines they read as the whole does.
 *
 * While a text grows only its last block changes, so all others stay as they are drawn. Code between fences is one
 * block, a list with its indented parts is one block; where links are defined apart from their use the whole text is.
 */
export function blocksOf(markdown: string): string[] {
  if (DEFINITION.test(markdown)) return [markdown];
  const blocks: string[] = [];
  let lines: string[] = [];
  let fence: string | null = null;
  let isAfterBlank = false;
  const close = (): void => {
    while (lines.at(-1)?.trim() === '') lines.pop();
    if (lines.length > 0) blocks.push(lines.join('\n'));
    lines = [];
  };
  for (const line of markdown.split('\n')) {
    if (fence === null && isAfterBlank && line.trim() !== '' && !goesOn(lines, line)) close();
    lines.push(line);
    fence = fenceAfter(fence, line);
    isAfterBlank = line.trim() === '';
  }
  close();
  return blocks;
}

/** Whether a line after a blank one still belongs to what stands above: an item or a part of the same list. */
function goesOn(lines: string[], line: string): boolean {
  const first = lines.find((each) => each.trim() !== '');
  return first !== undefined && LIST_ITEM.test(first) && (LIST_ITEM.test(line) || INDENTED.test(line));
}

function fenceAfter(open: string | null, line: string): string | null {
  const mark = FENCE.exec(line)?.[1];
  if (!mark) return open;
  if (open === null) return mark;
  const closes = mark.startsWith(open.charAt(0)) && mark.length >= open.length && line.trim() === mark;
  return closes ? null : open;
}
