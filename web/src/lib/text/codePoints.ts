/**
 * Return a function that says where a code point of a text stands in UTF-16.
 *
 * The server counts characters as Unicode does; a string of the page counts one beyond U+FFFF as two.
 */
export function unitsOf(text: string): (point: number) => number {
  if (!/[\ud800-\udbff]/.test(text)) return (point) => Math.min(point, text.length);
  const starts: number[] = [];
  let unit = 0;
  for (const letter of text) {
    starts.push(unit);
    unit += letter.length;
  }
  return (point) => starts[point] ?? text.length;
}
