import { VisuallyHidden } from '@mantine/core';

import type { Family, Where } from '@/lib/api/security';

import type { Policy } from '../api';
import { cellOf, nameOf, ownRule, type Cell, type Draft, type Place } from '../draft';
import type { Scope } from '../scope';
import { ACTIONS, FAMILIES, PLACES } from '../words';
import classes from './PolicyMatrix.module.css';

export interface PolicyMatrixProps {
  draft: Draft;
  scope: Scope;
  /** The scope's own policy as it is saved; undefined where there is none. */
  policy: Policy | undefined;
  /** The organization's. */
  above: Policy;
  /** Absent for those who may only read. */
  onEdit?: (family: Family, place: Place) => void;
}

const WHERES = Object.keys(PLACES) as Where[];

/** What holds for each family in each place, and who says so; a cell opens its rule. */
export function PolicyMatrix({ draft, scope, policy, above, onEdit }: PolicyMatrixProps) {
  return (
    // A region that scrolls takes the focus, so that the arrow keys can scroll it.
    <div className={classes.frame} role="region" aria-label="Policy" tabIndex={0}>
      <table className={classes.table}>
        <VisuallyHidden component="caption">What is done about each family, by place</VisuallyHidden>
        <thead>
          <tr>
            <th scope="col">Family</th>
            <th scope="col">Everywhere</th>
            {WHERES.map((where) => (
              <th key={where} scope="col">
                {PLACES[where]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {(Object.keys(FAMILIES) as Family[]).map((family) => (
            <tr key={family}>
              <th scope="row">{FAMILIES[family]}</th>
              <td>
                <CellButton
                  family={family}
                  place={null}
                  cell={everywhere(draft, scope, family)}
                  onEdit={onEdit}
                  isOwn
                />
              </td>
              {WHERES.map((where) => (
                <td key={where}>
                  <CellButton
                    family={family}
                    place={where}
                    cell={cellOf(draft, scope.kind, policy, above, family, where)}
                    onEdit={onEdit}
                    isOwn={ownRule(draft, family, where) !== undefined}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function everywhere(draft: Draft, scope: Scope, family: Family): Cell | null {
  const rule = ownRule(draft, family, null);
  return rule ? { action: rule.action, least_confidence: rule.least_confidence ?? null, source: scope.kind } : null;
}

interface CellButtonProps extends Pick<PolicyMatrixProps, 'onEdit'> {
  family: Family;
  place: Place;
  cell: Cell | null;
  /** The rule is laid down in exactly this place. */
  isOwn: boolean;
}

function CellButton({ family, place, cell, isOwn, onEdit }: CellButtonProps) {
  const content = (
    <>
      <span className={classes.action} data-action={cell?.action ?? undefined}>
        <VisuallyHidden>{`${nameOf(family, place)}: `}</VisuallyHidden>
        {cell ? (cell.action ? ACTIONS[cell.action].label : 'Standard') : 'No rule'}
      </span>
      <span className={classes.source}>{cell?.action && cell.source}</span>
    </>
  );
  if (!onEdit) return <span className={classes.cell}>{content}</span>;
  return (
    <button
      type="button"
      className={classes.cell}
      data-own={isOwn && cell ? true : undefined}
      onClick={() => onEdit(family, place)}
    >
      {content}
    </button>
  );
}
