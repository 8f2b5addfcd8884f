import { useCallback, useEffect, useRef, useState } from 'react';

import { newUpload, sendUpload, type Upload } from './uploads';

/** The files of a form: each begins to travel when it is added, and can be taken back. */
export function useUploads() {
  const [uploads, setUploads] = useState<Upload[]>([]);
  const senders = useRef(new Map<string, AbortController>());

  useEffect(() => {
    const running = senders.current;
    return () => running.forEach((sender) => sender.abort());
  }, []);

  const change = useCallback((id: string, part: Partial<Upload>) => {
    setUploads((all) => all.map((upload) => (upload.id === id ? { ...upload, ...part } : upload)));
  }, []);

  const add = useCallback(
    (files: File[]) => {
      for (const file of files) {
        const upload = newUpload(file);
        setUploads((all) => [...all, upload]);
        if (upload.problem) continue;
        const sender = new AbortController();
        senders.current.set(upload.id, sender);
        void sendUpload(file, sender.signal, (part) => change(upload.id, part));
      }
    },
    [change],
  );

  const remove = useCallback((id: string) => {
    senders.current.get(id)?.abort();
    senders.current.delete(id);
    setUploads((all) => all.filter((upload) => upload.id !== id));
  }, []);

  /** Let go of what was sent on; what has arrived stays stored. */
  const clear = useCallback(() => {
    senders.current.clear();
    setUploads([]);
  }, []);

  return { uploads, add, remove, clear, busy: uploads.some(({ stored, problem }) => !stored && !problem) };
}
