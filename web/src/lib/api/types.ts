/**
 * Shapes on the wire where the page knows more of them than the server's document can say.
 *
 * The last lines hold them against that document: when the server drops or renames a field that the page reads,
 * `npm run check` fails there.
 */
import type { schemas } from '@pilothouse/client';

export type MissionState =
  | 'draft'
  | 'approved'
  | 'queued'
  | 'running'
  | 'paused'
  | 'waiting_for_approval'
  | 'completed'
  | 'failed'
  | 'cancelled';

export type Priority = 'low' | 'normal' | 'high';

export type StepKey = 'verification' | 'intent' | 'budget' | 'selection' | 'execution' | 'finalize';

export type StepState = 'pending' | 'running' | 'completed' | 'failed' | 'skipped';

export interface Step {
  key: StepKey;
  /** 1 to 6. */
  index: number;
  title: string;
  state: StepState;
  /** The band of the mission's percent this step covers. */
  percent_from: number;
  percent_to: number;
  message: string | null;
  started_at: string | null;
  finished_at: string | null;
}

export type Cell = string | number | boolean | null;

export interface TableColumn {
  name: string;
  type: string;
}

export interface TablePreview {
  columns: TableColumn[];
  /** The first 50 rows at most. */
  rows: Cell[][];
  total_rows: number;
}

export interface MarkdownPreview {
  text: string;
}

export interface ChartPreview {
  /** A Vega-Lite v6 specification with its data inside. */
  spec: Record<string, unknown>;
}

interface ArtifactBase {
  id: string;
  mission_id: string | null;
  name: string;
  title: string;
  media_type: string;
  size_bytes: number;
  sha256: string;
  created_at: string;
  /** Extensions the content can be downloaded in, such as "csv" or "png". */
  formats: string[];
}

export type Artifact = ArtifactBase &
  (
    | { kind: 'markdown'; preview: MarkdownPreview | null }
    | { kind: 'table'; preview: TablePreview | null }
    | { kind: 'chart'; preview: ChartPreview | null }
    | { kind: 'image'; preview: Record<string, unknown> | null }
    | { kind: 'file'; preview: Record<string, unknown> | null }
  );

export interface ToolChoice {
  name: string;
  score: number;
  reason: string;
}

export interface Intent {
  type: string;
  /** 0.2 to 0.95. */
  confidence: number;
  reason: string;
}

export interface Mission {
  id: string;
  display_id: string;
  title: string;
  objective: string;
  state: MissionState;
  state_reason: string | null;
  owner: { id: string; name: string };
  agent: string;
  tool: string | null;
  priority: Priority;
  parameters: Record<string, unknown>;
  instructions: string[];
  files: schemas.FileRead[];
  budget_usd: string | null;
  cost_usd: string;
  percent: number;
  current_step: string | null;
  steps: Step[];
  eta_s: number | null;
  elapsed_s: number;
  created_at: string;
  started_at: string | null;
  finished_at: string | null;
  intent: Intent | null;
  selected_tools: ToolChoice[];
  model: { name: string; connected: boolean };
  /** Markdown. */
  answer: string | null;
  error: { code: string; message: string } | null;
  /** Absent in lists, which carry `artifacts_count` alone. */
  artifacts?: Artifact[];
  artifacts_count: number;
  /** Sequence number of the last event this state contains. */
  rev: number;
}

interface EventOf<Type extends string, Data> {
  /** "<mission id>:<seq>". */
  id: string;
  type: Type;
  /** Sequence number within the mission, from 1, without gaps. */
  rev: number;
  at: string;
  data: Data & { mission_id: string };
}

export type MissionEvent =
  | EventOf<'mission.submitted', { state: MissionState }>
  | EventOf<'mission.state', { state: MissionState; reason?: string | null; percent?: number }>
  | EventOf<
      'mission.step',
      {
        step: StepKey;
        index: number;
        phase: 'started' | 'progress' | 'completed' | 'failed';
        percent: number;
        message?: string | null;
        eta_s?: number | null;
        duration_s?: number | null;
        cost_usd?: string | null;
      }
    >
  | EventOf<'mission.artifact', { artifact: Artifact }>
  | EventOf<
      'mission.tool',
      { name: string; phase: 'started' | 'finished' | 'failed'; summary?: string | null; duration_s?: number | null }
    >
  | EventOf<'mission.edited', { changes: Record<string, unknown>; restart_from?: StepKey | null }>
  | EventOf<'mission.cost', { cost_usd: string }>;

/** A budget told something: its stream is the window it happened in. */
export interface BudgetAlertEvent {
  id: string;
  type: 'budget.alert';
  rev: number;
  at: string;
  data: {
    alert_id: string;
    budget_id: string;
    kind: 'threshold' | 'refused' | 'shut_off';
    threshold_percent: number;
  };
}

/** A tool call waits for a person, or was decided; its stream is the run or mission that asks. */
export interface ApprovalEvent {
  id: string;
  type: 'approval.requested' | 'approval.decided';
  rev: number;
  at: string;
  data: { approval_id: string; tool?: string; agent?: string; state?: string; run_id?: string; mission_id?: string };
}

/** An agent's run began, waits, or is over; what was said is not told here. */
export interface AgentRunEvent {
  id: string;
  type: 'agent_run.state';
  rev: number;
  at: string;
  data: { run_id: string; agent: string; state: string; user_id: string };
}

/** Everything that the live connection tells of. */
export type LiveEvent = MissionEvent | BudgetAlertEvent | ApprovalEvent | AgentRunEvent;

/** `never` unless the page knows a field that the server does not have. */
type Unknown<Page, Server> = Exclude<keyof Page, keyof Server>;
type Expect<Nothing extends never> = Nothing;

export type Contract = [
  Expect<Unknown<Mission, schemas.MissionRead>>,
  Expect<Unknown<Step, schemas.StepRead>>,
  Expect<Unknown<Artifact, schemas.ArtifactRead>>,
];
