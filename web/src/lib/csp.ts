const PLACEHOLDER = '__CSP_NONCE__'; // of index.html, where no server has put a nonce

/** The nonce of this page load; style elements made by libraries must carry it. Empty in development. */
export function styleNonce(): string {
  const content = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
  return content === PLACEHOLDER ? '' : content;
}
