/**
 * The shapes on the wire, as the REST contract (v1) describes them.
 *
 * Ids are UUID strings, times ISO-8601 in UTC, money a decimal string in US dollars with micro precision.
 */

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

export interface StoredFile {
  id: string;
  name: string;
  media_type: string;
  size_bytes: number;
  sha256: string;
  created_at: string;
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
    | { kind: 'image' | 'file'; preview: null }
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
  files: StoredFile[];
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

export interface MissionCreate {
  objective: string;
  title?: string;
  file_ids?: string[];
  parameters?: Record<string, unknown>;
  tool?: string;
  agent?: string;
  budget_usd?: string;
  priority?: Priority;
  draft?: boolean;
}

export interface MissionUpdate {
  title?: string;
  objective?: string;
  parameters?: Record<string, unknown>;
  budget_usd?: string;
  priority?: Priority;
  tool?: string;
  /** Added to those given before. */
  instructions?: string[];
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

export interface Me {
  id: string;
  email: string;
  email_verified_at: string | null;
  name: string;
  organization: { id: string; name: string; slug: string };
  roles: string[];
  permissions: string[];
  time_zone: string;
}

export interface ApiKey {
  id: string;
  name: string;
  prefix?: string;
  scopes: string[];
  created_at: string;
  expires_at: string | null;
  last_used_at: string | null;
  revoked_at: string | null;
  replaced_by_id: string | null;
}

export type CreatedApiKey = ApiKey & { key: string };

export interface ModelsStatus {
  connected: boolean;
  default_model: string;
  provider: string;
  /** Markdown. */
  how_to_connect: string;
}

export interface Pagination {
  next_cursor: string | null;
  total: number | null;
}
