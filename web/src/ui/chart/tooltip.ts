import classes from './Chart.module.css';

/** The values under the pointer, in a box beside it. Plain DOM, since the chart is drawn outside React. */
export class ChartTooltip {
  private readonly box = document.createElement('dl');
  private readonly frame: HTMLElement;

  constructor(frame: HTMLElement) {
    this.frame = frame;
    this.box.className = classes.tooltip ?? '';
  }

  /** Show `value`, a record of label to text; anything empty hides the box. */
  show(event: Event, value: unknown): void {
    const lines = describe(value);
    if (lines.length === 0 || !(event instanceof MouseEvent)) return this.box.remove();
    this.box.replaceChildren(...lines.flatMap(([name, text]) => [element('dt', name), element('dd', text)]));
    this.frame.append(this.box);
    this.place(event);
  }

  private place(event: MouseEvent): void {
    const frame = this.frame.getBoundingClientRect();
    const x = event.clientX - frame.left;
    const y = event.clientY - frame.top;
    const left = x + this.box.offsetWidth + 24 > frame.width ? x - this.box.offsetWidth - 12 : x + 12;
    this.box.style.left = `${Math.max(0, left)}px`;
    this.box.style.top = `${Math.max(0, Math.min(y + 12, frame.height - this.box.offsetHeight))}px`;
  }
}

function describe(value: unknown): [string, string][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).map(([name, part]) => [name, String(part)]);
}

function element(tag: 'dt' | 'dd', text: string): HTMLElement {
  const node = document.createElement(tag);
  node.textContent = text;
  return node;
}
