/** Scroll a row of tabs that is wider than a phone until the current one is seen; give it to the row as its `ref`. */
export function showCurrentTab(row: HTMLElement | null): void {
  row?.querySelector('[aria-current="page"]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}
