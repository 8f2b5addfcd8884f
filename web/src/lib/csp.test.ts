import { afterEach, describe, expect, it } from 'vitest';

import { styleNonce } from './csp';

function serve(nonce: string): void {
  document.head.innerHTML = `<meta name="csp-nonce" content="${nonce}" />`;
}

afterEach(() => {
  document.head.innerHTML = '';
});

describe('styleNonce', () => {
  it('is what the server wrote, however it begins', () => {
    for (const nonce of ['KcJxXo80nBeVu9lTIVCg', '__KcJxXo80nBeVu9lTIVCg', '-_4']) {
      serve(nonce);
      expect(styleNonce()).toBe(nonce);
    }
  });

  it('is empty where no server wrote one', () => {
    expect(styleNonce()).toBe('');
    serve('__CSP_NONCE__');
    expect(styleNonce()).toBe('');
  });
});
