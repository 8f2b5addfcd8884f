import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';

import { messageOf } from '@/lib/api/errors';

import classes from './Chart.module.css';
import { draw, type DrawnChart } from './draw';
import type { Spec } from './spec';

/** The drawn chart. It follows the colour scheme and the width of its place. */
export default function Drawing({ title, spec }: { title: string; spec: Spec }) {
  const place = useRef<HTMLDivElement>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const scheme = useComputedColorScheme('light', { getInitialValueInEffect: false });

  useEffect(() => {
    const element = place.current;
    if (!element) return;
    let chart: DrawnChart | null = null;
    let left = false;
    const observer = new ResizeObserver(() => chart?.resize(element.clientWidth));
    draw(spec, element)
      .then((drawn) => {
        if (left) return drawn.remove();
        chart = drawn;
        observer.observe(element);
      })
      .catch((error: unknown) => setProblem(messageOf(error)));
    return () => {
      left = true;
      observer.disconnect();
      chart?.remove();
    };
  }, [spec, scheme]);

  if (problem) return <p className={classes.problem}>This chart could not be drawn: {problem}</p>;
  return <div ref={place} className={classes.drawing} role="img" aria-label={title} />;
}
