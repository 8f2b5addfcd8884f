import type { schemas } from '@pilothouse/client';

import { readBudget, readParameters, type MissionForm } from './form';
import type { Mission } from './model';

/** The form as it stands before anybody edits. */
export function formOf(mission: Mission): MissionForm {
  return {
    objective: mission.objective,
    budget: mission.budget_usd ? String(Number(mission.budget_usd)) : '',
    priority: mission.priority,
    tool: mission.tool,
    parameters: Object.keys(mission.parameters).length > 0 ? JSON.stringify(mission.parameters, null, 2) : '',
  };
}

/** What differs between a mission and the form; a limit or a tool can be changed, not taken away. */
export function changesIn(
  mission: Mission,
  form: MissionForm & { title: string; note: string },
): schemas.MissionUpdate {
  const before = formOf(mission);
  const changes: schemas.MissionUpdate = {};
  if (form.title.trim() && form.title.trim() !== mission.title) changes.title = form.title.trim();
  if (form.objective.trim() !== before.objective) changes.objective = form.objective.trim();
  if (form.budget.trim() && form.budget.trim() !== before.budget)
    changes.budget_usd = readBudget(form.budget) ?? undefined;
  if (form.priority !== before.priority) changes.priority = form.priority;
  if (form.tool && form.tool !== before.tool) changes.tool = form.tool;
  if (form.parameters !== before.parameters) changes.parameters = readParameters(form.parameters) ?? {};
  if (form.note.trim()) changes.instructions = [form.note.trim()];
  return changes;
}
