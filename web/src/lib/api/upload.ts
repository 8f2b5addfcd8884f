import { apiUrl } from './base';
import { fail, parse, type ErrorEnvelope } from './client';
import { unreachable } from './errors';
import { csrfToken, refreshSession } from './session';
import type { StoredFile } from './types';

export interface UploadOptions {
  /** Called with 0 to 1 while bytes leave this machine. */
  onProgress: (share: number) => void;
  signal: AbortSignal;
}

/** Send one file to `POST /files` and return it as stored. */
export function uploadFile(file: File, options: UploadOptions): Promise<StoredFile> {
  return uploadTo<StoredFile>('files', file, options);
}

/**
 * Send one file to a path of the API as the multipart field `file`, and return what the server makes of it.
 *
 * XMLHttpRequest, because fetch does not report how much of a body has been sent.
 *
 * Raises ApiError on refusal; an AbortError DOMException when `signal` fires.
 */
export async function uploadTo<Data>(path: string, file: File, options: UploadOptions): Promise<Data> {
  const startedAt = Date.now();
  const first = await post(path, file, options);
  const isRenewed = first.status === 401 && (await refreshSession(startedAt));
  return read(isRenewed ? await post(path, file, options) : first) as Data;
}

function post(path: string, file: File, { onProgress, signal }: UploadOptions): Promise<XMLHttpRequest> {
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    const form = new FormData();
    form.append('file', file);
    xhr.upload.onprogress = (event) => onProgress(event.total ? event.loaded / event.total : 0);
    xhr.onload = () => resolve(xhr);
    xhr.onerror = () => reject(unreachable());
    xhr.onabort = () => reject(new DOMException('The upload was stopped.', 'AbortError'));
    signal.addEventListener('abort', () => xhr.abort(), { once: true });
    xhr.open('POST', apiUrl(path));
    xhr.setRequestHeader('X-CSRF-Token', csrfToken());
    xhr.send(form);
  });
}

function read(xhr: XMLHttpRequest): unknown {
  const body = parse(xhr.responseText) as ({ data?: unknown } & ErrorEnvelope) | null;
  if (xhr.status >= 200 && xhr.status < 300 && body?.data) return body.data;
  return fail(xhr.status, body, xhr.getResponseHeader('X-Request-ID'));
}
