const REGION_ID = 'announcements';

/** Say something to screen readers through the page's one polite live region. */
export function announce(text: string): void {
  const region = document.getElementById(REGION_ID);
  if (region) region.textContent = text;
}

/** Id the shell gives the live region. */
export const ANNOUNCEMENTS = REGION_ID;
