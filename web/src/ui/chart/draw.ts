import { expressionInterpreter } from 'vega-interpreter';
import { Error as ErrorLevel, loader, logger, parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';

import { barWidth, forPage, type Spec } from './spec';
import { chartConfig } from './theme';
import { ChartTooltip } from './tooltip';

/** A drawn chart: fit it to a new width, or take it off the page. */
export interface DrawnChart {
  resize: (widthPx: number) => void;
  remove: () => void;
}

/**
 * Draw a Vega-Lite specification into an element.
 *
 * Expressions run in an interpreter (the page forbids eval) and nothing is fetched: data stands inside the spec.
 *
 * Raises whatever Vega says about a specification it cannot read.
 */
export async function draw(spec: Spec, place: HTMLElement): Promise<DrawnChart> {
  const compiled = compile(forPage(spec) as unknown as TopLevelSpec, {
    config: chartConfig(barWidth(spec, place.clientWidth)),
    logger: logger(ErrorLevel),
  });
  // An element of its own: when two drawings overlap in time, removing the first must not wipe the second.
  const element = place.appendChild(document.createElement('div'));
  // The frame around the drawing speaks to screen readers, once, instead of every mark.
  element.ariaHidden = 'true';
  const tooltip = new ChartTooltip(place);
  const view = new View(parse(compiled.spec, undefined, { ast: true }), {
    container: element,
    renderer: 'svg',
    hover: true,
    logLevel: ErrorLevel,
    expr: expressionInterpreter,
    loader: offlineLoader(),
    tooltip: (_handler, event, _item, value) => tooltip.show(event, value),
  });
  await view.runAsync();
  return {
    resize: (widthPx) => void view.signal('width', widthPx).runAsync(),
    remove: () => {
      view.finalize();
      element.remove();
    },
  };
}

function offlineLoader(): ReturnType<typeof loader> {
  const refusing = loader();
  refusing.load = () => Promise.reject(new Error('Charts carry their data; nothing is fetched.'));
  return refusing;
}
