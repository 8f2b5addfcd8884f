import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';

const NEAR_PX = 80; // This near to the end counts as being there.

/**
 * Keep a scrolled area at its end while its content grows, unless the reader has gone up.
 *
 * Returns the places of area and content, whether the reader is away from the end, and the way back to it.
 */
export function useStick() {
  const area = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const sticks = useRef(true);
  const [isAway, setAway] = useState(false);

  const toEnd = useCallback(() => {
    const element = area.current;
    if (!element) return;
    sticks.current = true;
    element.scrollTop = element.scrollHeight;
    setAway(false);
  }, []);

  useLayoutEffect(() => {
    if (area.current) area.current.scrollTop = area.current.scrollHeight;
  }, []);

  useEffect(() => {
    const element = area.current;
    const inner = content.current;
    if (!element || !inner) return;
    let height = element.scrollHeight;
    let top = element.scrollTop;
    const onScroll = (): void => {
      const isNear = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_PX;
      // Only going up lets go: what grows below also moves the end away, and that is no wish of the reader's.
      if (isNear) sticks.current = true;
      else if (element.scrollTop < top && element.scrollHeight >= height) sticks.current = false;
      top = element.scrollTop;
      height = element.scrollHeight;
      setAway(!sticks.current);
    };
    const observer = new ResizeObserver(() => {
      if (sticks.current) element.scrollTop = element.scrollHeight;
    });
    observer.observe(inner);
    observer.observe(element);
    element.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', onScroll);
    };
  }, []);

  return { area, content, isAway, toEnd };
}
