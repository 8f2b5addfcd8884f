import { VisuallyHidden } from '@mantine/core';

import { visible } from '@/lib/text/visible';

import type { Line } from '../code';
import classes from './Code.module.css';

export interface CodeProps {
  name: string;
  stretches: Line[][];
}

/** Lines of a file with their numbers; those with findings are marked and say which. */
export function Code({ name, stretches }: CodeProps) {
  return (
    <div className={classes.frame} role="region" aria-label={`Code of ${name}`} tabIndex={0}>
      <table className={classes.code}>
        <VisuallyHidden component="caption">{`Code of ${name}`}</VisuallyHidden>
        {stretches.map((lines) => (
          <tbody key={lines[0]?.number}>
            {lines.map(({ number, text, findings }) => (
              <tr key={number} className={classes.line} data-marked={findings.length > 0 || undefined}>
                <th scope="row">{number}</th>
                <td className={classes.marks}>
                  {findings.length > 0 && (
                    <>
                      <VisuallyHidden>Finding </VisuallyHidden>
                      {findings.join(', ')}
                    </>
                  )}
                </td>
                <td className={classes.text}>{visible(text)}</td>
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </div>
  );
}
