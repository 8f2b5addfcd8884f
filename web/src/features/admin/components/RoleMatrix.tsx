import { Button, VisuallyHidden } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';

import { countOf } from '@/lib/format/number';

import type { Permission, Role } from '../api';
import { grants } from '../permissions';
import classes from './RoleMatrix.module.css';

export interface RoleMatrixProps {
  roles: Role[];
  permissions: Permission[];
  mayWrite: boolean;
  onEdit: (role: Role) => void;
  onRemove: (role: Role) => void;
}

/** Permissions down, roles across. It scrolls inside its frame when there are many roles. */
export function RoleMatrix({ roles, permissions, mayWrite, onEdit, onRemove }: RoleMatrixProps) {
  return (
    // A region that scrolls takes the focus, so that the arrow keys can scroll it.
    <div className={classes.frame} role="region" aria-label="Roles and permissions" tabIndex={0}>
      <table className={classes.table}>
        <VisuallyHidden component="caption">What each role may do</VisuallyHidden>
        <thead>
          <tr>
            <th scope="col">Permission</th>
            {roles.map((role) => (
              <th key={role.id} scope="col" className={classes.role}>
                <span className={classes.name}>{role.name}</span>
                <span className={classes.held}>{countOf(role.holders, 'user')}</span>
                {mayWrite && !role.is_builtin && <Actions role={role} onEdit={onEdit} onRemove={onRemove} />}
                {role.is_builtin && <span className={classes.held}>built in</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {permissions.map(({ name, meaning }) => (
            <tr key={name}>
              <th scope="row">
                <code>{name}</code>
                <span className={classes.meaning}>{meaning}</span>
              </th>
              {roles.map((role) => (
                <td key={role.id}>
                  <Mark isGranted={grants(role.permissions, name)} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Mark({ isGranted }: { isGranted: boolean }) {
  if (!isGranted) return <VisuallyHidden>no</VisuallyHidden>;
  return (
    <>
      <IconCheck size={16} aria-hidden className={classes.yes} />
      <VisuallyHidden>yes</VisuallyHidden>
    </>
  );
}

interface ActionsProps extends Pick<RoleMatrixProps, 'onEdit' | 'onRemove'> {
  role: Role;
}

function Actions({ role, onEdit, onRemove }: ActionsProps) {
  return (
    <span className={classes.actions}>
      <Button size="compact-xs" variant="default" aria-label={`Edit ${role.name}`} onClick={() => onEdit(role)}>
        Edit
      </Button>
      {role.holders === 0 && (
        <Button size="compact-xs" variant="default" aria-label={`Delete ${role.name}`} onClick={() => onRemove(role)}>
          Delete
        </Button>
      )}
    </span>
  );
}
