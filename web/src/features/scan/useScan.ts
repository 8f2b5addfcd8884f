import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';

import { announce } from '@/lib/announce';

import { scanFile, scanKeys } from './api';
import { packed, problemWith, type Placed } from './packing';
import { rememberFile } from './sources';

/** How far a scan is. */
export type Progress =
  | { phase: 'idle' }
  | { phase: 'packing'; name: string }
  | { phase: 'sending'; name: string; share: number }
  | { phase: 'reading'; name: string; since: number }
  | { phase: 'refused'; error: unknown };

/** Send files to be scanned and open what was found; one scan at a time, which can be given up. */
export function useScan() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [progress, setProgress] = useState<Progress>({ phase: 'idle' });
  const sender = useRef<AbortController | null>(null);
  useEffect(() => () => sender.current?.abort(), []);

  const start = async (files: Placed[]) => {
    const problem = problemWith(files);
    if (problem) {
      setProgress({ phase: 'refused', error: new Error(problem) });
      return;
    }
    sender.current?.abort();
    const sending = new AbortController();
    sender.current = sending;
    try {
      setProgress({ phase: 'packing', name: files[0]?.path ?? '' });
      const file = await packed(files);
      const { name } = file;
      const onProgress = (share: number) =>
        setProgress(share < 1 ? { phase: 'sending', name, share } : { phase: 'reading', name, since: Date.now() });
      const scan = await scanFile(file, { signal: sending.signal, onProgress });
      rememberFile(scan.id, file);
      client.setQueryData(scanKeys.one(scan.id), scan);
      void client.invalidateQueries({ queryKey: scanKeys.pages });
      announce(`Scanned ${scan.name}`);
      await navigate({ to: '/scan/$scanId', params: { scanId: scan.id } });
    } catch (error) {
      if (!sending.signal.aborted) setProgress({ phase: 'refused', error });
    }
  };
  const stop = () => {
    sender.current?.abort();
    setProgress({ phase: 'idle' });
  };
  return { progress, start: (files: Placed[]) => void start(files), stop };
}
