// Written by `python -m scripts.reference` from the OpenAPI document. Change the routes instead.

/** Shapes on the wire. Times are ISO 8601 in UTC, money decimal strings in US dollars, ids UUIDs. */

/** An agent and the tools it may call. */
export interface AgentRead {
  description: string;
  /** Of an agent with its own function. */
  input_schema: Record<string, unknown> | null;
  instructions: string;
  limits: Record<string, unknown>;
  max_output_tokens: number | null;
  model: string;
  name: string;
  permissions: string[];
  /** Why it cannot run as it is, such as a tool that does not exist. */
  problem: string | null;
  /** How near it came to `q`; compares within one answer only. */
  score: number | null;
  source: SourceRead;
  statistics: StatisticsRead;
  temperature: number | null;
  timeout_s: number;
  title: string;
  tools: string[];
}

/** Something about a budget that people want to know. */
export interface AlertRead {
  budget_id: string;
  crossed_at: string;
  id: string;
  /** Spending crossed `threshold_percent`; a call did not fit any more; the budget switched itself off. */
  kind: 'threshold' | 'refused' | 'shut_off';
  limit_usd: string;
  period: string;
  scope_id: string;
  scope_kind: string;
  spent_usd: string;
  threshold_percent: number;
  window_starts_at: string;
}

/** A day on which something cost unusually much. */
export interface AnomalyRead {
  calls: number;
  cost_usd: string;
  day_at: string;
  explanation: string;
  key: KeyRead;
  kind: 'spike' | 'new';
  /** How many usual spreads it lies away; null for what is new. */
  score: number | null;
  usual_calls: number;
  usual_usd: string;
}

/** A turn with its whole answer, for clients that do not stream. */
export interface AnswerRead {
  message: MessageRead;
  title: string;
  turn: TurnRead;
}

/** What a new key may do, and until when. */
export interface ApiKeyCreate {
  /** When the key ends; never unless given. */
  expires_at?: string | null;
  /** What the key is for. */
  name: string;
  /** Requests a minute that the key may make; no limit of its own unless given. */
  rate_limit_per_minute?: number | null;
  /** Permissions of the key; every one of its owner unless given. */
  scopes?: string[] | null;
}

/** A key that was just made. */
export interface ApiKeyCreated {
  created_at: string;
  expires_at: string | null;
  id: string;
  /** The key itself. It is shown this once. */
  key: string;
  /** To the minute. */
  last_used_at: string | null;
  name: string;
  /** The beginning of the key, to recognise it by. */
  prefix: string;
  rate_limit_per_minute: number | null;
  /** The key that takes its place. */
  replaced_by_id: string | null;
  revoked_at: string | null;
  scopes: string[];
}

/** A key as lists show it. */
export interface ApiKeyRead {
  created_at: string;
  expires_at: string | null;
  id: string;
  /** To the minute. */
  last_used_at: string | null;
  name: string;
  /** The beginning of the key, to recognise it by. */
  prefix: string;
  rate_limit_per_minute: number | null;
  /** The key that takes its place. */
  replaced_by_id: string | null;
  revoked_at: string | null;
  scopes: string[];
}

/** How long the old key goes on beside the new one. */
export interface ApiKeyRotate {
  /** In seconds; a day unless given. */
  overlap_s?: number;
}

/** The first code of an app that is being added. */
export interface AppConfirm {
  code: string;
}

/** What an authenticator app needs to know. It counts once a first code of it was entered. */
export interface AppSetUp {
  /** The same as a picture: an SVG document. */
  qr_svg: string;
  /** For apps without a camera, in base32. */
  secret: string;
  /** otpauth://totp/…, which apps open. */
  uri: string;
}

/** A decision about a call. */
export interface ApprovalDecide {
  /** Instead of the model's; null leaves them as they are. */
  arguments?: Record<string, unknown> | null;
  decision: 'approve' | 'refuse';
  /** Told to the agent when the call is refused. */
  reason?: string;
}

/** A tool call that waits for a person, or was decided by one. */
export interface ApprovalRead {
  agent: string;
  arguments: Record<string, unknown>;
  can_decide: boolean;
  /** Where it was asked, when that is a conversation of your own. */
  conversation_id: string | null;
  created_at: string;
  decided_at: string | null;
  decided_by: PersonRead | null;
  edited_arguments: Record<string, unknown> | null;
  id: string;
  /** Of the tool's arguments, for editing them. */
  input_schema: Record<string, unknown>;
  mission_id: string | null;
  /** Why it is asked again, when it is. */
  note: string | null;
  reason: string | null;
  requested_by: PersonRead;
  run_id: string | null;
  state: string;
  tool: string;
}

/** A result: what it is, how to show it, and the formats it can be downloaded in. */
export interface ArtifactRead {
  created_at: string;
  formats: string[];
  id: string;
  kind: string;
  media_type: string;
  mission_id: string | null;
  name: string;
  preview: Record<string, unknown>;
  run_id: string | null;
  sha256: string;
  size_bytes: number;
  title: string;
  url: string;
}

/** One attempt at a provider, as it was booked. */
export interface AttemptRead {
  admitted_at: string;
  /** The provider's own id of its answer. */
  answer_id: string | null;
  attempt: number;
  cache_write_tokens: number;
  cached_input_tokens: number;
  connection: string;
  cost_usd: string;
  duration_ms: number | null;
  error_code: string | null;
  first_byte_ms: number | null;
  id: string;
  input_tokens: number;
  is_estimated: boolean;
  is_streaming: boolean;
  /** call, or correction of an earlier row. */
  kind: string;
  model: string;
  operation: string;
  /** completed, failed, cancelled, or swept after its process died. */
  outcome: string;
  output_tokens: number;
  /** Cost above what was held for the attempt. */
  overrun_usd: string;
  price_version: string;
  provider: string;
  reasoning_tokens: number;
  /** As the caller named it. */
  requested_model: string;
  /** What cached input or a cached answer saved. */
  saved_usd: string;
  scopes: string[];
  /** Searches and the like that the provider made and bills apart. */
  server_tool_calls: number;
  settled_at: string;
  /** HTTP status the provider answered with. */
  status: number | null;
  tags: string[];
}

/** What was sent with a change. */
export interface AuditBodyRead {
  /** JSON, secrets as ***; the beginning of its text where it was cut; null without one. */
  body: unknown;
  /** Only the first 8,192 characters were kept. */
  is_cut: boolean;
  /** Of the request's body; 0 where nothing is kept. */
  size_bytes: number;
}

/** Where the log is not what was written. */
export interface AuditProblem {
  entry_id: string | null;
  first_seq: number | null;
  /**
   * missing: entries are gone. changed: an entry, or its place, is not what was written. foreign: an entry never took a
   * place. cut: entries at the end are gone or replaced.
   */
  kind: 'missing' | 'changed' | 'foreign' | 'cut';
  last_seq: number | null;
  message: string;
}

/** One thing that was done, or refused. */
export interface AuditRead {
  /** thing.verb */
  action: string;
  /** Theirs at that time. */
  actor_email: string | null;
  /** The user, or the owner of the key. */
  actor_id: string | null;
  /** user, api_key, service or anonymous. */
  actor_kind: string;
  api_key_id: string | null;
  /** At that time. */
  api_key_name: string | null;
  at: string;
  /** field: [before, after] */
  changes: Record<string, unknown>;
  /** SHA-256 over the hash before it and this entry, in hexadecimal. */
  hash: string;
  id: string;
  ip_address: string | null;
  outcome: 'success' | 'refused' | 'failed';
  request_id: string | null;
  /** kind:id of what it was done to. */
  resource: string | null;
  /** Its place in the organization's log, from 1 and without gaps. */
  seq: number;
  user_agent: string | null;
}

/** Whether every entry is there, in its place and unchanged. */
export interface AuditVerification {
  /** The last one there is. */
  end_seq: number | null;
  /** How many this answer has checked. */
  entries: number;
  /** Older ones were forgotten as the installation's settings say. */
  first_seq: number | null;
  /** Of the entry last_seq. Keep it elsewhere with last_seq to compare later. */
  hash: string | null;
  /** False when there was no time for all. Go on with after_seq=last_seq and after_hash=hash. */
  is_complete: boolean;
  /** All was checked, and nothing found. */
  is_intact: boolean;
  /** The last one that was checked. */
  last_seq: number | null;
  /** The first ones, 100 at most. */
  problems: AuditProblem[];
  verified_at: string;
}

/** One model behind one key, as this process sees it. */
export interface BreakerRead {
  /** Last four characters of the key; null of the operator's keys. */
  key_hint: string | null;
  /** Without the provider's own words, which may quote a request. */
  last_error: string | null;
  last_error_at: string | null;
  last_error_code: string | null;
  model: string;
  since: string;
  state: 'closed' | 'open' | 'half_open';
  /** Above 0 while it is left alone. */
  tried_again_in_s: number;
}

/** A new budget. It counts what was spent from the start of the present period; a total counts from now on. */
export interface BudgetCreate {
  /** Refuse calls that would pass the limit; otherwise only count. */
  is_hard?: boolean;
  limit_usd: string;
  period: 'total' | 'daily' | 'weekly' | 'monthly';
  /** Id of the scope, or the name of agent or model. */
  scope_id: string;
  scope_kind: 'organization' | 'team' | 'user' | 'api_key' | 'agent' | 'model' | 'mission' | 'conversation';
  /** Switch off when the limit is reached, until somebody switches it on, also in later periods. */
  shuts_off?: boolean;
  /** Percents of the limit at which an alert is raised. */
  thresholds?: number[];
}

/** A higher limit for a time. It holds at once and ends by itself. */
export interface BudgetRaise {
  limit_usd: string;
  until: string;
}

/** A budget. `window` is its present period, null until the first call of that. */
export interface BudgetRead {
  created_at: string;
  id: string;
  is_hard: boolean;
  limit_usd: string;
  period: string;
  raised_until: string | null;
  /** The limit until `raised_until`, while that lasts. */
  raised_usd: string | null;
  scope_id: string;
  scope_kind: string;
  /** Since when it is switched off; null while it is on. */
  shut_off_at: string | null;
  shuts_off: boolean;
  thresholds: number[];
  window: WindowRead | null;
}

/** What may change of a budget; what is left out stays. It counts from the next call on. */
export interface BudgetUpdate {
  is_hard?: boolean | null;
  limit_usd?: string | null;
  shuts_off?: boolean | null;
  thresholds?: number[] | null;
}

/** An agent that came into question, and how surely it is the one. */
export interface CandidateRead {
  agent: string;
  /** 0 to 1; those of all agents sum to 1. */
  confidence: number;
}

/** A model of the price table. What is null is not known here. */
export interface CatalogModelRead {
  /** Page that limits and abilities were taken from. */
  abilities_source: string | null;
  calls_tools: boolean | null;
  context_window_tokens: number | null;
  follows_schema: boolean | null;
  is_deprecated: boolean;
  is_free: boolean;
  max_output_tokens: number | null;
  model: string;
  name: string;
  price_version: string;
  provider: string;
  /** Fee of each request. */
  request_usd: string;
  /** Fee of each search in files kept with the provider. */
  storage_search_usd: string;
  takes_images: boolean | null;
  thinks: boolean | null;
  tiers: TierRead[];
  /** Fee of each search the provider makes on the web. */
  web_search_usd: string;
}

/** Where prices come from. */
export interface CatalogRead {
  /** Day of its latest price that holds by now: it is that new. */
  newest_price_on: string | null;
  providers: string[];
  /** The table and its version. */
  source: string;
}

/** An event that would end differently. */
export interface ChangedEvent {
  event: SecurityEventRead;
  new_action: 'off' | 'monitor' | 'flag' | 'redact' | 'block';
}

/** A new connection of your organization. It goes before the operator's, and hides one of the same name. */
export interface ConnectionCreate {
  /** Keys that share the calls evenly. */
  api_keys?: string[];
  /** Address instead of the vendor's own. */
  base_url?: string;
  /** Headers sent along. */
  headers?: Record<string, string>;
  is_enabled?: boolean;
  /** Names served, each with the provider's own name of it. All it is known for if unset. */
  models?: Record<string, string> | null;
  /** Before a model, "name/model" asks this connection alone. */
  name: string;
  /** What the type knows, such as region. */
  options?: Record<string, string>;
  /** Type of provider, such as openai, azure or openai_compatible. */
  type: string;
  /** Share of the calls among those that serve the same model. */
  weight?: number;
}

/** A connection of your organization. */
export interface ConnectionRead {
  /** Empty for the vendor's own address. */
  base_url: string;
  created_at: string;
  header_names: string[];
  id: string;
  is_enabled: boolean;
  /** Last four characters of each key; empty when the key is short. */
  key_hints: string[];
  models: Record<string, string> | null;
  name: string;
  options: Record<string, string>;
  type: string;
  updated_at: string;
  weight: number;
}

/** Whether a provider answered, for each key. */
export interface ConnectionTestRead {
  keys: KeyTestRead[];
  /** Every key works. */
  works: boolean;
}

/** What may change of a connection; what is left out stays. A new address needs the keys again. */
export interface ConnectionUpdate {
  /** Instead of all present ones. */
  api_keys?: string[] | null;
  base_url?: string | null;
  headers?: Record<string, string> | null;
  is_enabled?: boolean | null;
  models?: Record<string, string> | string[] | null;
  options?: Record<string, string> | null;
  weight?: number | null;
}

/** A conversation to be begun without a message yet. */
export interface ConversationCreate {
  /** Who answers; the installation's default when left out. */
  agent?: string | null;
  /** When it is deleted by itself. */
  expires_at?: string | null;
  /** Yours, given back as it is. */
  metadata?: Record<string, unknown>;
  /** Made from the first message when left out. */
  title?: string | null;
}

/** A conversation that can be brought back until it is purged. */
export interface ConversationDeleted {
  deleted_at: string;
  id: string;
  purge_at: string;
}

/** A conversation as lists and pages show it. */
export interface ConversationRead {
  /** The turn that is at work or waits for a decision. */
  active_turn_id: string | null;
  agent: string;
  created_at: string;
  deleted_at: string | null;
  expires_at: string | null;
  head_id: string | null;
  id: string;
  is_archived: boolean;
  is_pinned: boolean;
  is_summary_edited: boolean;
  is_title_edited: boolean;
  last_message_at: string;
  message_count: number;
  metadata: Record<string, unknown>;
  /** Where a search found its words; null when in the title. */
  snippet: string | null;
  summary: string | null;
  /** The last message that the summary stands for. */
  summary_until_id: string | null;
  title: string;
}

/** Changes to a conversation. What is left out stays; null takes away what may be missing. */
export interface ConversationUpdate {
  agent?: string | null;
  expires_at?: string | null;
  /** A message of the branch to show; its newest end is taken. */
  head_id?: string | null;
  is_archived?: boolean | null;
  is_pinned?: boolean | null;
  metadata?: Record<string, unknown> | null;
  /** What agents are told of the beginning; empty removes it. */
  summary?: string | null;
  title?: string | null;
}

/** A delivery with its tries and what it tells. */
export interface DeliveryDetail {
  /** E-mail of the receiver; null for an endpoint's own address. */
  address: string | null;
  channel: 'webhook' | 'slack' | 'email';
  created_at: string;
  endpoint_id: string | null;
  endpoint_name: string | null;
  finished_at: string | null;
  id: string;
  /** `webhook-id` of the message: the same in every try and redelivery. */
  message_id: string;
  next_try_at: string | null;
  occurred_at: string;
  payload: Record<string, unknown>;
  redelivery_of_id: string | null;
  state: 'pending' | 'delivered' | 'given_up' | 'cancelled';
  topic: string;
  tried: TryRead[];
  tries: number;
  /** Whose preference it follows. */
  user_id: string | null;
}

/** One message on its way to one place. */
export interface DeliveryRead {
  /** E-mail of the receiver; null for an endpoint's own address. */
  address: string | null;
  channel: 'webhook' | 'slack' | 'email';
  created_at: string;
  endpoint_id: string | null;
  endpoint_name: string | null;
  finished_at: string | null;
  id: string;
  /** `webhook-id` of the message: the same in every try and redelivery. */
  message_id: string;
  next_try_at: string | null;
  occurred_at: string;
  redelivery_of_id: string | null;
  state: 'pending' | 'delivered' | 'given_up' | 'cancelled';
  topic: string;
  tries: number;
  /** Whose preference it follows. */
  user_id: string | null;
}

/** One detector, and whether it works. */
export interface DetectorRead {
  events_7d: number;
  explanation: string;
  family: 'prompt_injection' | 'secrets' | 'pii' | 'malware' | 'links' | 'other';
  id: string;
  /** It found its own sample when this process last looked. */
  operational: boolean;
  references: string[];
  remedy: string;
  severity: 'info' | 'low' | 'medium' | 'high' | 'critical';
  title: string;
}

/** Every detector that is installed. */
export interface DetectorsRead {
  checked_at: string;
  detectors: DetectorRead[];
  engine: 'hyperscan' | 're2';
}

/** What holds for a family in a place, and which policy says so. */
export interface EffectiveRule {
  action: 'off' | 'monitor' | 'flag' | 'redact' | 'block';
  family: 'prompt_injection' | 'secrets' | 'pii' | 'malware' | 'links' | 'other';
  least_confidence: number;
  source: 'standard' | 'organization' | 'agent' | 'tool';
  where: 'prompt' | 'answer' | 'tool_arguments' | 'tool_result' | 'tool_description' | 'upload' | 'memory';
}

/** A new address. */
export interface EmailChange {
  email: string;
  /** Your present password. */
  password: string;
}

/** What a link carries. */
export interface EmailVerification {
  token: string;
}

/** An address that was proved. */
export interface EmailVerified {
  email: string;
}

/** A new endpoint. */
export interface EndpointCreate {
  /** URL of the webhook or of Slack's incoming webhook; up to 20 e-mail addresses with commas between. */
  address: string;
  kind: 'webhook' | 'slack' | 'email';
  name: string;
  topics: string[];
}

/** An endpoint as administrators see it. */
export interface EndpointRead {
  /** The host of a URL; e-mail addresses as they are. */
  address_hint: string;
  created_at: string;
  /** Why it switched itself off. */
  disabled_reason: string | null;
  /** Messages that could not be delivered since the last one that was. */
  given_up_in_a_row: number;
  id: string;
  is_active: boolean;
  kind: 'webhook' | 'slack' | 'email';
  name: string;
  /** Until when the secret before the present one signs as well. */
  old_secret_until: string | null;
  topics: string[];
  updated_at: string;
}

/** What to change; a field that is left out stays. */
export interface EndpointUpdate {
  address?: string | null;
  /** True also switches on what switched itself off. */
  is_active?: boolean | null;
  name?: string | null;
  topics?: string[] | null;
}

/** An endpoint, and what its webhooks are signed with. */
export interface EndpointWithSecret {
  /** The host of a URL; e-mail addresses as they are. */
  address_hint: string;
  created_at: string;
  /** Why it switched itself off. */
  disabled_reason: string | null;
  /** Messages that could not be delivered since the last one that was. */
  given_up_in_a_row: number;
  id: string;
  is_active: boolean;
  kind: 'webhook' | 'slack' | 'email';
  name: string;
  /** Until when the secret before the present one signs as well. */
  old_secret_until: string | null;
  /** Shown here and nowhere else; null unless it is a webhook. */
  secret: string | null;
  topics: string[];
  updated_at: string;
}

/** Proof that somebody means it, and who they are. */
export interface ErasureRequest {
  /** The name of the organization, as it is written. */
  name: string;
  /** Your password. Without one, sign in again within the last ten minutes. */
  password?: string | null;
}

/** One event of a mission. */
export interface EventRead {
  at: string;
  data: Record<string, unknown>;
  id: string;
  rev: number;
  type: string;
}

/** What somebody has called a false alarm. */
export interface ExceptionRead {
  created_at: string;
  created_by_id: string;
  detector: string;
  /** What may be shown of the finding that it was made for. */
  evidence: string;
  id: string;
  kind: 'text' | 'threshold';
  /** Below it the detector's findings are passed over. */
  least_confidence: number | null;
}

/** Something to be remembered. */
export interface FactCreate {
  /** When it is forgotten by itself. */
  expires_at?: string | null;
  text: string;
}

/** One fact that agents are told of you. */
export interface FactRead {
  conversation_id: string | null;
  created_at: string;
  expires_at: string | null;
  id: string;
  /** Who wrote it: you, or an agent that you told it. */
  source: 'person' | 'agent';
  text: string;
}

/** A change of a fact. What is left out stays. */
export interface FactUpdate {
  expires_at?: string | null;
  text?: string | null;
}

/** What somebody thinks of a run, one of its tool calls, or the message it wrote. */
export interface FeedbackPut {
  comment?: string | null;
  stars?: number | null;
  subject?: 'run' | 'tool_call' | 'message';
  /** The call's or message's id; null for the run. */
  subject_id?: string | null;
  thumb?: 'up' | 'down' | null;
}

/** What somebody thinks of a subject. */
export interface FeedbackRead {
  comment: string | null;
  created_at: string;
  id: string;
  run_id: string;
  stars: number | null;
  subject: 'run' | 'tool_call' | 'message';
  subject_id: string;
  thumb: 'up' | 'down' | null;
  updated_at: string;
}

/** What a person says of an event. */
export interface FeedbackWrite {
  /** Of a false alarm: let exactly this text pass from now on, or want the detector to be surer than it was here. */
  allow?: 'this_text' | 'this_detector' | null;
  note?: string;
  verdict: 'false_alarm' | 'confirmed';
}

/** An uploaded file. */
export interface FileRead {
  created_at: string;
  id: string;
  media_type: string;
  name: string;
  sha256: string;
  size_bytes: number;
}

/** What a day is expected to cost. */
export interface ForecastDay {
  cost_usd: string;
  /** When the day begins. */
  day_at: string;
}

/** The present month. `forecast` is null when there is not enough to go by; `explanation` says so. */
export interface ForecastRead {
  explanation: string;
  forecast: MonthForecast | null;
  month_ends_at: string;
  month_starts_at: string;
  spent_usd: string;
  time_zone: string;
}

/** Whose password is to be chosen anew. */
export interface ForgotPassword {
  email: string;
}

/** What one model, agent, team or the like spent. */
export interface GroupRead {
  /** All that comes after the dearest; its key is empty. */
  is_rest: boolean;
  key: KeyRead[];
  series: SeriesRead;
  totals: SumsRead;
}

/** Calls of your organization in the last 15 minutes, from the ledger. */
export interface HealthRead {
  calls: number;
  failed: number;
  /** Half of them began sooner. */
  first_byte_ms: number | null;
  /** Half of the whole answers took less. */
  median_ms: number | null;
  model: string;
  /** 0 to 1. */
  success_rate: number;
}

/** What was spent in one hour or day of a window, and in all until its end. */
export interface HistoryPoint {
  spent_usd: string;
  starts_at: string;
  total_usd: string;
}

/** How a window's money was spent, where that leads to, and the windows before it. */
export interface HistoryRead {
  /** Earlier windows, newest first. */
  past: WindowRead[];
  /** Hours or days in which something was spent. */
  points: HistoryPoint[];
  /** Spent by the window's end at its pace so far; null: too early. */
  projected_usd: string | null;
  /** When that pace reaches the limit, if before the window's end. */
  runs_out_at: string | null;
  /** Length of a point; days are the organization's. */
  unit: 'hour' | 'day';
  window: WindowRead;
}

/** What somebody wrote down, or that they changed the status. */
export interface IncidentNote {
  at: string;
  by_id: string;
  words: string;
}

/** Events of one detector from one source, not more than a day apart. */
export interface IncidentRead {
  detector: string;
  events: number;
  family: 'prompt_injection' | 'secrets' | 'pii' | 'malware' | 'links' | 'other';
  first_at: string;
  id: string;
  last_at: string;
  notes: IncidentNote[];
  severity: 'info' | 'low' | 'medium' | 'high' | 'critical';
  /** `tool:name`, `agent:name` or `user:id`. */
  source: string;
  status: 'open' | 'acknowledged' | 'resolved';
  title: string;
  /** The strongest thing that was done about one of its events. */
  worst_action: 'off' | 'monitor' | 'flag' | 'redact' | 'block';
}

/** What may change of an incident. */
export interface IncidentUpdate {
  note?: string;
  status?: 'open' | 'acknowledged' | 'resolved' | null;
}

/** The account to make. Its e-mail is the one that was invited. */
export interface InvitationAccept {
  /** Where the tokens go: into HttpOnly cookies (browsers) or into the answer (programs). */
  delivery?: 'cookie' | 'body';
  /** May be left out by somebody who gave it when they signed up. */
  name?: string | null;
  password: string;
  token: string;
}

/** Whom to invite, and what they will be. */
export interface InvitationCreate {
  email: string;
  /** A role of yours to give; PILOTHOUSE_ACCESS_DEFAULT_ROLE if none. */
  role?: string | null;
}

/** What a link carries. */
export interface InvitationLook {
  token: string;
}

/** An invitation as administrators see it. */
export interface InvitationRead {
  created_at: string;
  email: string;
  expires_at: string;
  id: string;
  /** Null when that user is gone. */
  invited_by_id: string | null;
  role: string;
  state: 'open' | 'accepted' | 'revoked' | 'expired';
}

/** What an invitation is to, for the page that its link opens. */
export interface InvitationShown {
  email: string;
  expires_at: string;
  /** What somebody who signed up called themselves. */
  name: string | null;
  organization: string;
  role: string;
}

/** What an agent is asked. */
export interface InvokeCreate {
  /** Further facts for the agent; what its own function takes becomes its arguments. */
  context?: Record<string, unknown>;
  /** Uploaded files it may read. */
  file_ids?: string[];
  options?: InvokeOptions;
  prompt: string;
}

/** How an answer came about. */
export interface InvokeMetadata {
  agent: string;
  artifacts: ArtifactRead[];
  candidates: CandidateRead[];
  /** Of the choice of the agent; null when it was named. */
  confidence: number | null;
  cost_usd: string;
  duration_ms: number | null;
  model: string | null;
  run_id: string;
  state: string;
  tools: ToolUseRead[];
  usage: Record<string, unknown>;
}

/** What one invocation may take. */
export interface InvokeOptions {
  /** US dollars; no model call is made that could pass it. */
  maxCost?: number | string;
  /** Milliseconds; the agent's own limit holds too. */
  timeout?: number;
}

/** An answer, and how it came about. */
export interface InvokeRead {
  metadata: InvokeMetadata;
  /** Text, or the JSON value that an agent with its own function returns. */
  result: unknown;
}

/** Somebody who vouches for people here. */
export interface IssuerRead {
  /** What people call it. */
  label: string;
  name: string;
}

/** The value of one dimension; all null for calls that have none. */
export interface KeyRead {
  dimension: 'model' | 'provider' | 'agent' | 'user' | 'api_key' | 'team';
  /** What people call it. */
  name: string | null;
  /** Name of a model, provider or agent; id of the others. */
  value: string | null;
}

/** Whether a provider answered with one key. */
export interface KeyTestRead {
  duration_ms: number;
  /** What the provider or the network said. */
  error: string | null;
  error_code: string | null;
  key_hint: string | null;
  /** Models the key may use, where the provider tells; 200 at most. */
  models: string[] | null;
  works: boolean;
}

/** A new limit. What is left out is not limited. */
export interface LimitCreate {
  allowed_models?: string[] | null;
  parallel_calls?: number | null;
  /** Id of the scope, or the name of an agent. */
  scope_id: string;
  scope_kind: 'organization' | 'team' | 'user' | 'api_key' | 'agent';
  tokens_per_minute?: number | null;
}

/** A limit and what is used of it now. */
export interface LimitRead {
  allowed_models: string[] | null;
  created_at: string;
  id: string;
  parallel_calls: number | null;
  /** Calls in flight. */
  running: number;
  scope_id: string;
  scope_kind: string;
  /** What calls may take of this minute's tokens now. */
  tokens_left: number | null;
  tokens_per_minute: number | null;
}

/** What may change of a limit: what is left out stays, what is null is not limited any more. */
export interface LimitUpdate {
  allowed_models?: string[] | null;
  parallel_calls?: number | null;
  tokens_per_minute?: number | null;
}

/** What you may send. */
export interface LimitsRead {
  max_message_bytes: number;
  /** Null where nothing is limited. */
  messages_per_hour: number | null;
  remaining: number | null;
  resets_at: string | null;
}

/** An e-mail and its password. */
export interface LoginRequest {
  /** Where the tokens go: into HttpOnly cookies (browsers) or into the answer (programs). */
  delivery?: 'cookie' | 'body';
  email: string;
  password: string;
}

/** A login session that began or goes on. */
export interface LoginResult {
  /** Only with `delivery` body. */
  access_token: string | null;
  /** How long the access token is valid, in seconds. */
  expires_in_s: number;
  /**
   * Only with `delivery` body. Null also when another refresh came first within seconds: the token that the other one
   * received is the one to keep.
   */
  refresh_token: string | null;
  user: Me;
}

/** One sign-in that goes on. */
export interface LoginSessionRead {
  created_at: string;
  /** As it calls itself, such as "Firefox on Windows". */
  device: string;
  expires_at: string;
  id: string;
  /** Where it signed in from. */
  ip_address: string | null;
  /** Whether this request came by it. */
  is_current: boolean;
  /** To the lifetime of an access token. */
  last_used_at: string;
}

/** How many login sessions were ended. */
export interface LoginSessionsEnded {
  ended: number;
}

/** A code for the second step of a sign-in. */
export interface LoginStepCode {
  /** Of the authenticator app, or a recovery code. */
  code: string;
  /** Where the tokens go: into HttpOnly cookies (browsers) or into the answer (programs). */
  delivery?: 'cookie' | 'body';
  token: string;
}

/** What a sign-in waits for. */
export interface LoginStepRead {
  expires_at: string;
  /** What the user can prove the second step with. */
  methods: ('app' | 'passkey' | 'recovery_code')[];
  /** The organization requires a second factor and the user has none yet. */
  must_set_up: boolean;
}

/** A sign-in whose first step is done. */
export interface LoginStepToken {
  token: string;
}

/** What everybody is told who asks for a letter: the same, whether anybody has the address or not. */
export interface MailSent {
  message: string;
}

/** Who is signed in, and what they may do. */
export interface Me {
  email: string;
  /** When a link sent to the e-mail was followed. */
  email_verified_at: string | null;
  id: string;
  name: string;
  organization: OrganizationRead;
  permissions: string[];
  roles: string[];
  time_zone: string;
}

/** What to change about oneself; a field that is left out stays. */
export interface MeUpdate {
  name?: string | null;
  /** Null means the organization's. */
  time_zone?: string | null;
}

/** One message of the branch that is shown. */
export interface MessageRead {
  agent: string | null;
  /** Share of the input that the provider read from its cache. */
  cache_hit_rate: number | null;
  conversation_id: string;
  cost_usd: string;
  created_at: string;
  error: Record<string, unknown> | null;
  files: FileRead[];
  finished_at: string | null;
  id: string;
  model: string | null;
  parent_id: string | null;
  /** Of an answer, in order: text, and tools with their results. */
  parts: Record<string, unknown>[];
  role: 'user' | 'assistant';
  /** All messages in this place, oldest first, this one among them. */
  siblings: string[];
  state: string;
  text: string;
  timing: Record<string, unknown> | null;
  turn_id: string | null;
  usage: Record<string, unknown> | null;
}

/** A mission to be submitted. */
export interface MissionCreate {
  /** Who does the work. */
  agent?: string;
  /** What it may cost at most, in US dollars. */
  budget_usd?: string | null;
  /** Keep it until somebody approves it. */
  draft?: boolean;
  /** Uploaded files the mission works on. */
  file_ids?: string[];
  /** What is wanted, in plain words. */
  objective: string;
  /** Named values the agent is told. */
  parameters?: Record<string, unknown>;
  /** Place in the organization's queue. */
  priority?: 'low' | 'normal' | 'high';
  /** Shown in lists; made from the objective when left out. */
  title?: string | null;
  /** A tool fixed in advance; chosen by meaning when left out. */
  tool?: string | null;
}

/** A mission as lists and pages show it. */
export interface MissionRead {
  agent: string;
  answer: string | null;
  artifacts: ArtifactRead[];
  artifacts_count: number;
  budget_usd: string;
  cost_usd: string;
  created_at: string;
  current_step: string | null;
  display_id: string;
  elapsed_s: number;
  error: Record<string, unknown> | null;
  eta_s: number | null;
  files: FileRead[];
  finished_at: string | null;
  id: string;
  instructions: string[];
  intent: Record<string, unknown> | null;
  model: ModelRead;
  objective: string;
  owner: OwnerRead;
  parameters: Record<string, unknown>;
  percent: number;
  priority: 'low' | 'normal' | 'high';
  /** Seq of the mission's last event; events with a higher one are news. */
  rev: number;
  selected_tools: Record<string, unknown>[];
  started_at: string | null;
  state: string;
  state_reason: string | null;
  steps: StepRead[];
  title: string;
  tool: string | null;
}

/** Changes to a mission, also while it runs. What is left out stays. */
export interface MissionUpdate {
  budget_usd?: string | null;
  /** Added to those given before. */
  instructions?: string[] | null;
  objective?: string | null;
  parameters?: Record<string, unknown> | null;
  priority?: 'low' | 'normal' | 'high' | null;
  title?: string | null;
  tool?: string | null;
}

/** Which model answers, and whether it is a connected one. */
export interface ModelRead {
  connected: boolean;
  name: string;
}

/** A model route of your organization. */
export interface ModelRouteRead {
  created_at: string;
  /** Models asked when no target answers. */
  fallbacks: string[];
  id: string;
  name: string;
  targets: TargetSettings[];
  updated_at: string;
}

/** What a name stands for in your organization. */
export interface ModelRouteWrite {
  /** Models asked when no target answers. */
  fallbacks?: string[];
  /** The name callers use as model. */
  name: string;
  targets?: TargetSettings[];
}

/** Whether a language model is connected. */
export interface ModelStatusRead {
  connected: boolean;
  default_model: string;
  /** Markdown. */
  how_to_connect: string;
  provider: string;
}

/** What the month will come to. */
export interface MonthForecast {
  /** Days that are left, today with what it has spent already. */
  days: ForecastDay[];
  expected_usd: string;
  /** and less than that, if things go on as they did. */
  high_usd: string;
  learnt_from_days: number;
  /** In four cases of five the month costs more than this, */
  low_usd: string;
  method: 'holt_winters' | 'mean';
}

/** Where to go afterwards. */
export interface OidcStart {
  /** Token of an invitation to accept on the way. */
  invitation?: string;
  /** A path of the dashboard. */
  next?: string;
}

/** Where the browser goes now. */
export interface OidcStarted {
  url: string;
}

/** What people said about it. */
export interface OpinionRead {
  down: number;
  n: number;
  /** 1 to 5, of those who gave stars. */
  stars_mean: number | null;
  up: number;
}

/** The organization one acts in. */
export interface OrganizationRead {
  id: string;
  name: string;
  slug: string;
}

/** One's organization, and whether it goes on. */
export interface OrganizationStanding {
  created_at: string;
  /** When it is erased for good; null when it goes on. */
  erases_at: string | null;
  id: string;
  name: string;
  slug: string;
  time_zone: string;
}

/** Before something that a stolen session must not do. */
export interface OwnPassword {
  /** Your password. Without one, sign in again within the last ten minutes. */
  password?: string | null;
}

/** A key as administrators see it. */
export interface OwnedApiKeyRead {
  created_at: string;
  expires_at: string | null;
  id: string;
  /** To the minute. */
  last_used_at: string | null;
  name: string;
  owner_email: string;
  owner_id: string;
  owner_name: string;
  /** The beginning of the key, to recognise it by. */
  prefix: string;
  rate_limit_per_minute: number | null;
  /** The key that takes its place. */
  replaced_by_id: string | null;
  revoked_at: string | null;
  scopes: string[];
}

/** Whose mission it is. */
export interface OwnerRead {
  id: string;
  name: string;
}

/** Whom to ask for a passkey. */
export interface PasskeyAsk {
  /** Of a sign-in whose first step is done. Without it, the passkey says who signs in. */
  token?: string | null;
}

/** A key that a device has made. */
export interface PasskeyCreate {
  /** What `PublicKeyCredential.toJSON()` gives in a browser. */
  credential: Record<string, unknown>;
  /** What you call the device. */
  name: string;
}

/** A passkey that was just added. */
export interface PasskeyCreated {
  passkey: PasskeyRead;
  /** Each works once, instead of the second factor. Shown this once; null where you have some already. */
  recovery_codes: string[] | null;
}

/** An answer that a passkey has signed. */
export interface PasskeyLogin {
  /** What `PublicKeyCredential.toJSON()` gives in a browser. */
  credential: Record<string, unknown>;
  /** Where the tokens go: into HttpOnly cookies (browsers) or into the answer (programs). */
  delivery?: 'cookie' | 'body';
  /** Of the sign-in that this is the second step of. */
  token?: string | null;
}

/** What a browser asks the device for. */
export interface PasskeyOptions {
  /** For `PublicKeyCredential.parseCreationOptionsFromJSON()`, or `parseRequestOptionsFromJSON()`. */
  options: Record<string, unknown>;
}

/** A passkey as lists show it. */
export interface PasskeyRead {
  created_at: string;
  id: string;
  /** Whether copies of it are on other devices of yours. */
  is_synced: boolean;
  last_used_at: string | null;
  name: string;
}

/** Another name. */
export interface PasskeyUpdate {
  name: string;
}

/** A new password, from whoever knows the present one. */
export interface PasswordChange {
  current_password: string;
  password: string;
}

/** A link to hand to somebody who cannot receive mail. */
export interface PasswordLink {
  email: string;
  expires_at: string;
  /** Works once. Whoever has it gets into the account. */
  link: string;
}

/** A new password, from whoever follows a link. */
export interface PasswordReset {
  password: string;
  token: string;
}

/** What a policy would have done with what was seen. What was never looked for is not known. */
export interface PastRead {
  /** How many events would meet which action. */
  by_action: Record<string, number>;
  changed: number;
  events: number;
  /** There were more events than are looked at. */
  is_cut: boolean;
  /** Some that would end differently, newest first. */
  samples: ChangedEvent[];
}

/** A permission, and what it allows. */
export interface PermissionRead {
  meaning: string;
  name: string;
}

/** Somebody, by name. */
export interface PersonRead {
  id: string;
  name: string | null;
}

/** Where the person is while they write. */
export interface Place {
  /** Path of the dashboard's page. */
  page: string;
}

/** A policy, and what holds with everything that lies above it. */
export interface PolicyRead {
  effective: EffectiveRule[];
  least_trust: number | null;
  low_trust_action: 'approve' | 'refuse';
  rules: RuleBody[];
  /** Name of the agent or tool; `-` for the organization. */
  scope_id: string;
  scope_kind: 'organization' | 'agent' | 'tool';
  /** Null: nothing is laid down here. */
  updated_at: string | null;
}

/** The rules of an organization, agent or tool; what no rule speaks of follows what lies above. */
export interface PolicyWrite {
  /** Tools and agents with a lower trust score need approval, or are refused. */
  least_trust?: number | null;
  low_trust_action?: 'approve' | 'refuse';
  rules?: RuleBody[];
}

/** How you hear of a topic. */
export interface PreferenceRead {
  /** None means not at all. */
  channels: 'email'[];
  topic: string;
}

/** How you want to hear of a topic. */
export interface PreferenceSet {
  channels: 'email'[];
}

/** A price set by hand. What is null costs as input does. */
export interface PriceOverrideRead {
  cache_write_usd: string | null;
  cached_input_usd: string | null;
  context_window_tokens: number | null;
  created_at: string;
  input_usd: string;
  /** "*" is every model that has no price otherwise. */
  model: string;
  output_usd: string;
}

/** A price set by hand, in US dollars per million tokens. What is left out costs as input does. */
export interface PriceWrite {
  cache_write_usd?: number | string | null;
  cached_input_usd?: number | string | null;
  context_window_tokens?: number | null;
  input_usd: number | string;
  output_usd: number | string;
}

/** The short answer to "how far is it". */
export interface ProgressRead {
  completed_steps: string[];
  current_step: string | null;
  /** Seconds left; null when not known. */
  eta: number | null;
  percent: number;
  start_time: string | null;
}

/** A connection and how it is doing. */
export interface ProviderRead {
  breakers: BreakerRead[];
  connection: string;
  health: HealthRead[];
  owner: 'operator' | 'organization';
  /** Why it cannot be used at all. */
  problem: string | null;
  /** idle: not asked lately. degraded: some models or keys are left alone. down: all are. */
  state: 'idle' | 'up' | 'degraded' | 'down' | 'unusable';
  type: string;
}

/** An earlier message that comes near to what was asked. */
export interface RecalledRead {
  conversation_id: string;
  created_at: string;
  message_id: string;
  role: string;
  /** Cosine of the two meanings, -1 to 1. */
  score: number;
  text: string;
  title: string;
}

/** Codes for the drawer. */
export interface RecoveryCodes {
  /** Each works once, instead of the second factor. Shown this once; null where you have some already. */
  recovery_codes: string[] | null;
}

/** The refresh token of a program; browsers send theirs as a cookie. */
export interface RefreshRequest {
  refresh_token?: string | null;
}

/** An account of one's own. Whoever follows the link chooses the password: nobody prepares an account for others. */
export interface RegisterRequest {
  email: string;
  name: string;
  /** What your new organization is called. */
  organization: string;
}

/** One attempt at a provider, or a correction of an earlier one. */
export interface RequestItem {
  admitted_at: string;
  agent: string | null;
  answer_id: string | null;
  api_key_id: string | null;
  api_key_name: string | null;
  attempt: number;
  cache_write_tokens: number;
  cached_input_tokens: number;
  connection: string;
  conversation_id: string | null;
  corrects_id: string | null;
  cost_usd: string;
  duration_ms: number | null;
  error_code: string | null;
  first_byte_ms: number | null;
  id: string;
  input_tokens: number;
  is_estimated: boolean;
  is_streaming: boolean;
  /** call, or correction of an earlier row. */
  kind: string;
  mission_id: string | null;
  model: string;
  operation: string;
  /** completed, failed, cancelled, or swept after its process died. */
  outcome: string;
  output_tokens: number;
  /** Cost above what was held. */
  overrun_usd: string;
  price_version: string;
  provider: string;
  reasoning_tokens: number;
  /** Shared by all attempts of a request: the answer's `X-Request-ID`. */
  request_id: string;
  /** As the caller named it. */
  requested_model: string;
  /** What cached input or a cached answer saved. */
  saved_usd: string;
  server_tool_calls: number;
  settled_at: string;
  /** HTTP status the provider answered with. */
  status: number | null;
  tags: string[];
  team_ids: string[];
  team_names: string[];
  user_id: string | null;
  user_name: string | null;
}

/** What one request cost, with all its attempts. */
export interface RequestRead {
  attempts: AttemptRead[];
  cost_usd: string;
  request_id: string;
}

/** A role of the organization's own. */
export interface RoleCreate {
  name: string;
  permissions: string[];
}

/** A role. */
export interface RoleRead {
  created_at: string;
  /** How many active users hold it. */
  holders: number;
  id: string;
  is_builtin: boolean;
  name: string;
  permissions: string[];
}

/** What to change; a field that is left out stays. */
export interface RoleUpdate {
  name?: string | null;
  permissions?: string[] | null;
}

/** What is done about one family of findings. */
export interface RuleBody {
  /**
   * `off` looks for nothing, `monitor` tells, `flag` also marks the text as untrusted for the model, `redact` also puts
   * placeholders in the place of values, `block` also stops the text.
   */
  action: 'off' | 'monitor' | 'flag' | 'redact' | 'block';
  family: 'prompt_injection' | 'secrets' | 'pii' | 'malware' | 'links' | 'other';
  /** Findings below it are passed over. */
  least_confidence?: number;
  /** Null: in every place that has no rule of its own. */
  where?: 'prompt' | 'answer' | 'tool_arguments' | 'tool_result' | 'tool_description' | 'upload' | 'memory' | null;
}

/** A run: who works, how far it is, what came of it and what it cost. */
export interface RunRead {
  agent: string;
  /** The answer; of a run that ended early, what it had said. */
  answer: string | null;
  /** Calls that wait for a person; only of a single run. */
  approval_ids: string[];
  /** Only of a single run. */
  artifacts: ArtifactRead[];
  conversation_id: string | null;
  cost_usd: string;
  created_at: string;
  duration_ms: number | null;
  error: Record<string, unknown> | null;
  finished_at: string | null;
  first_token_ms: number | null;
  id: string;
  model: string | null;
  model_calls: number;
  /** Of the last event; read the stream from here to see what comes. */
  seq: number;
  source: string;
  started_at: string | null;
  /** queued, running, waiting, completed, failed, stopped or interrupted. */
  state: string;
  tool_calls: number;
  /** Only of a single run. */
  tools: ToolUseRead[];
  usage: Record<string, unknown>;
}

/** One finding, with its place. */
export interface ScanFinding {
  confidence: number;
  detector: string;
  end: number;
  evidence: string;
  explanation: string;
  line: number | null;
  path: string | null;
  references: string[];
  remedy: string;
  severity: 'info' | 'low' | 'medium' | 'high' | 'critical';
  start: number;
  title: string;
}

/** A scan with everything it found. */
export interface ScanRead {
  created_at: string;
  created_by_id: string;
  expires_at: string;
  files: number;
  /** Worst first. */
  findings: ScanFinding[];
  findings_count: number;
  id: string;
  /** A bound was reached, so that something was left unread; `unread` says what. */
  is_cut: boolean;
  name: string;
  /** Trust: 0 (never) to 100 (nothing speaks against it). */
  score: number;
  size_bytes: number;
  skills: ScanSkill[];
  took_ms: number;
  unread: ScanUnread[];
  worst: 'info' | 'low' | 'medium' | 'high' | 'critical' | null;
}

/** A skill that was met. */
export interface ScanSkill {
  /** What its files were seen to do. */
  behaviours: string[];
  description: string;
  name: string;
  path: string;
  tools: string[];
}

/** A scan in a list. */
export interface ScanSummary {
  created_at: string;
  created_by_id: string;
  expires_at: string;
  findings_count: number;
  id: string;
  name: string;
  /** Trust: 0 (never) to 100 (nothing speaks against it). */
  score: number;
  size_bytes: number;
  worst: 'info' | 'low' | 'medium' | 'high' | 'critical' | null;
}

/** A text to look through. */
export interface ScanText {
  /** A file name tells how the text is read. */
  name?: string;
  text: string;
}

/** What was not read, and why. */
export interface ScanUnread {
  path: string;
  reason: string;
}

/** The second factors of whoever asks. */
export interface SecondFactorRead {
  /** Null without an authenticator app. */
  app_added_at: string | null;
  has_password: boolean;
  /** Whether the organization requires a second factor. */
  is_required: boolean;
  passkeys: number;
  recovery_codes_left: number;
}

/** One thing that was seen, and what was done. */
export interface SecurityEventRead {
  action: 'off' | 'monitor' | 'flag' | 'redact' | 'block';
  agent: string | null;
  api_key_id: string | null;
  at: string;
  confidence: number;
  conversation_id: string | null;
  detector: string;
  /** What was seen: its outline only, where it is a secret or about a person. */
  evidence: string;
  explanation: string;
  family: 'prompt_injection' | 'secrets' | 'pii' | 'malware' | 'links' | 'other';
  feedback: 'false_alarm' | 'confirmed' | null;
  feedback_note: string | null;
  id: string;
  incident_id: string | null;
  /** What was undone to see it, such as base64. */
  layers: string[];
  mission_id: string | null;
  references: string[];
  remedy: string;
  request_id: string | null;
  severity: 'info' | 'low' | 'medium' | 'high' | 'critical';
  title: string;
  tool: string | null;
  user_id: string;
  where: 'prompt' | 'answer' | 'tool_arguments' | 'tool_result' | 'tool_description' | 'upload' | 'memory';
}

/** One value per bucket, in the buckets' order. */
export interface SeriesRead {
  cache_write_tokens: number[];
  cached_input_tokens: number[];
  calls: number[];
  cost_usd: string[];
  failed_calls: number[];
  input_tokens: number[];
  output_tokens: number[];
  reasoning_tokens: number[];
  saved_usd: string[];
}

/** A model that can be called, and the price of calls with little input. */
export interface ServedModelRead {
  cache_write_usd_per_million: string;
  cached_input_usd_per_million: string;
  calls_tools: boolean | null;
  /** The first that is asked. */
  connection: string;
  context_window_tokens: number | null;
  follows_schema: boolean | null;
  input_usd_per_million: string;
  is_deprecated: boolean;
  is_free: boolean;
  max_output_tokens: number | null;
  model: string;
  name: string;
  output_usd_per_million: string;
  /** Input tokens above which a dearer tier prices the whole call. */
  price_tiers: number[];
  price_version: string;
  provider: string;
  /** Null of this and the next three: not known here. */
  takes_images: boolean | null;
  thinks: boolean | null;
}

/** A new service account of the organization. */
export interface ServiceAccountCreate {
  /** What it is for. */
  description?: string | null;
  name: string;
  roles?: string[];
}

/** A login session that began with adding a second factor. */
export interface SetUpResult {
  /** Only with `delivery` body. */
  access_token: string | null;
  /** How long the access token is valid, in seconds. */
  expires_in_s: number;
  /** Each works once, instead of the second factor. Shown this once; null where you have some already. */
  recovery_codes: string[] | null;
  /**
   * Only with `delivery` body. Null also when another refresh came first within seconds: the token that the other one
   * received is the one to keep.
   */
  refresh_token: string | null;
  user: Me;
}

/** What an organization asks of its members when they sign in. */
export interface SignInPolicy {
  /** Members without a second factor are signed out and add one when they sign in. */
  second_factor_required: boolean;
}

/** How many login sessions were ended. */
export interface SignedOut {
  ended: number;
}

/** Where it comes from. */
export interface SourceRead {
  kind: 'builtin' | 'package' | 'project' | 'code';
  module: string;
  /** File within a project; its place on the machine is nobody's business. */
  path: string | null;
}

/** Spending over time, dearest group first. */
export interface SpendRead {
  bucket: 'hour' | 'day' | 'week' | 'month';
  /** When each begins; the first may lie before `since`. */
  buckets: string[];
  groups: GroupRead[];
  since: string;
  /** In which buckets begin. */
  time_zone: string;
  totals: SumsRead;
  /** Of the period of the same length before. */
  totals_before: SumsRead;
  until: string;
}

/** How it has done. Every figure rests on `n` uses of the last `days`, and is null where there are none. */
export interface StatisticsRead {
  /** 0 to 1: lower end of the 95 % interval of the success share. */
  confidence: number | null;
  cost_usd_mean: string | null;
  cost_usd_total: string;
  days: number;
  feedback: OpinionRead;
  n: number;
  p50_ms: number | null;
  p95_ms: number | null;
  /** 0 to 1. */
  success_share: number | null;
}

/** One of the six steps and its band of the mission's progress. */
export interface StepRead {
  finished_at: string | null;
  index: number;
  key: string;
  message: string | null;
  percent_from: number;
  percent_to: number;
  started_at: string | null;
  state: 'pending' | 'running' | 'completed' | 'failed' | 'skipped';
  title: string;
  tries: number;
}

/** What some calls come to. */
export interface SumsRead {
  /** Part of the input, written to a provider's cache. */
  cache_write_tokens: number;
  /** Part of the input, read from a provider's cache. */
  cached_input_tokens: number;
  calls: number;
  cost_usd: string;
  /** Share of the calls whose usage was estimated, 0 to 1. */
  estimated_share: number;
  failed_calls: number;
  input_tokens: number;
  output_tokens: number;
  /** Part of the output. */
  reasoning_tokens: number;
  /** What cached input or cached answers saved. */
  saved_usd: string;
}

/** One place where a model route leads. */
export interface TargetSettings {
  connection: string;
  /** The name the provider knows. */
  model: string;
  /** Share of the calls among those that serve the same model. */
  weight?: number;
}

/** A new team, without members yet. */
export interface TeamCreate {
  name: string;
}

/** A team and who is in it. */
export interface TeamRead {
  created_at: string;
  id: string;
  member_ids: string[];
  name: string;
}

/** Prices of calls with more input than a bound. */
export interface TierRead {
  /** 0: from the first token. */
  above_input_tokens: number;
  cache_write_1h_usd: string;
  cache_write_usd: string;
  cached_input_usd: string;
  input_audio_usd: string;
  input_usd: string;
  output_audio_usd: string;
  output_usd: string;
  reasoning_usd: string;
}

/** A tool as people and models see it. */
export interface ToolRead {
  after: string[];
  category: string;
  /** A person approves each call. */
  confirm: boolean;
  /** Estimate of one call. */
  cost_usd: string;
  description: string;
  input_schema: Record<string, unknown>;
  /** Whether you hold its permissions. */
  is_permitted: boolean;
  name: string;
  output_schema: Record<string, unknown>;
  permissions: string[];
  /** How near it came to `q`; compares within one answer only. */
  score: number | null;
  source: SourceRead;
  statistics: StatisticsRead;
  timeout_s: number;
  title: string;
}

/** One call of a tool without an agent. */
export interface ToolTry {
  arguments?: Record<string, unknown>;
  /** You approve this call, where the tool wants a person's approval. */
  confirmed?: boolean;
  /** Uploaded files it may read. */
  file_ids?: string[];
}

/** One tool call of a run. */
export interface ToolUseRead {
  call_id: string;
  duration_s: number;
  name: string;
  ok: boolean;
  summary: string;
}

/** A topic that people and endpoints can hear of. */
export interface TopicRead {
  description: string;
  /** You hear only of what is your own; an endpoint hears of all. */
  is_of_owner: boolean;
  name: string;
  /** What you must hold to hear of it. */
  permission: string;
}

/** How many events of one family met one action within one hour or day. */
export interface TrendPoint {
  action: 'off' | 'monitor' | 'flag' | 'redact' | 'block';
  at: string;
  events: number;
  family: 'prompt_injection' | 'secrets' | 'pii' | 'malware' | 'links' | 'other';
}

/** Events over time. Hours and days without any are left out. */
export interface TrendRead {
  /** Events that this process could not write since it started. */
  dropped: number;
  points: TrendPoint[];
  totals: Record<string, number>;
}

/** What a call of a tool gave. */
export interface TriedRead {
  artifacts: ArtifactRead[];
  citations: Record<string, unknown>[];
  duration_ms: number;
  /** Code and message, when it failed. */
  error: Record<string, unknown> | null;
  navigate: string | null;
  ok: boolean;
  output: unknown;
  summary: string;
  /** What a model would read. */
  text: string;
}

/** One finding, its place in the text, and what is done about it. */
export interface TriedSighting {
  /** `off`: seen, and passed over by the policy. */
  action: 'off' | 'monitor' | 'flag' | 'redact' | 'block';
  confidence: number;
  detector: string;
  end: number;
  evidence: string;
  explanation: string;
  family: 'prompt_injection' | 'secrets' | 'pii' | 'malware' | 'links' | 'other';
  layers: string[];
  references: string[];
  remedy: string;
  severity: 'info' | 'low' | 'medium' | 'high' | 'critical';
  /** In characters (Unicode code points). */
  start: number;
  title: string;
}

/** What would happen to a text. Nothing is stored. */
export interface TriedText {
  allowed: boolean;
  sightings: TriedSighting[];
  /** What would be passed on; empty when it is blocked. */
  text: string;
  /** For the scan alone. */
  took_ms: number;
}

/** A score, and how it came to that. */
export interface TrustHistory {
  /** Oldest first, one for each day. */
  history: TrustPoint[];
  kind: 'tool' | 'agent' | 'api_key' | 'skill';
  /** Of an API key its id. */
  name: string;
  /** What moved it, most first. */
  reasons: TrustReason[];
  /** 0 (never) to 100 (nothing speaks against it). */
  score: number;
}

/** The score at the end of one day. */
export interface TrustPoint {
  at: string;
  score: number;
}

/** How far a tool, agent, API key or skill is trusted. */
export interface TrustRead {
  kind: 'tool' | 'agent' | 'api_key' | 'skill';
  /** Of an API key its id. */
  name: string;
  /** What moved it, most first. */
  reasons: TrustReason[];
  /** 0 (never) to 100 (nothing speaks against it). */
  score: number;
}

/** What moved a score, and by how many points. */
export interface TrustReason {
  points: number;
  words: string;
}

/** A policy that might be laid down, to be held against what was seen. */
export interface TryPast {
  days?: number;
  rules: RuleBody[];
  scope_id?: string;
  scope_kind?: 'organization' | 'agent' | 'tool';
}

/** One try of a delivery. */
export interface TryRead {
  number: number;
  /** `started` with nothing after it: its process ended meanwhile, and the message was sent again. */
  outcome: 'started' | 'delivered' | 'failed' | 'refused' | 'gone';
  /** How the receiver answered: shortened, secrets masked. */
  response: string | null;
  started_at: string;
  status_code: number | null;
  took_ms: number | null;
}

/** A text, and where it would stand. */
export interface TryText {
  agent?: string | null;
  /** Instead of the organization's own rules, to see what they would do. */
  rules?: RuleBody[] | null;
  text: string;
  tool?: string | null;
  where?: 'prompt' | 'answer' | 'tool_arguments' | 'tool_result' | 'tool_description' | 'upload' | 'memory';
}

/** A message to an agent, or the wish for another answer. */
export interface TurnCreate {
  /** Who answers; the conversation's agent when left out. */
  agent?: string | null;
  context?: Place | null;
  /** A new conversation begins when left out. */
  conversation_id?: string | null;
  /** A message of yours; this one takes its place on a new branch. */
  edit_of?: string | null;
  /** Uploaded files that the message is about. */
  files?: string[];
  /** What the person says, at most 8 KB; left out to regenerate. */
  message?: string | null;
  /** Instead of the agent's own choice. */
  model?: string | null;
  /** The answer to write under; the end of the branch when left out. */
  parent_id?: string | null;
  /** An answer; another one is made beside it. */
  regenerate?: string | null;
  /** While another turn of the conversation is at work: wait, or 409 `conversation_busy`. */
  when_busy?: 'queue' | 'refuse';
}

/** A turn: a question, its answer, and how far the answer is. */
export interface TurnRead {
  agent: string;
  answer_id: string;
  conversation_id: string;
  created_at: string;
  error: Record<string, unknown> | null;
  finished_at: string | null;
  id: string;
  question_id: string;
  /** Of the last event of its stream. */
  seq: number;
  started_at: string | null;
  state: 'queued' | 'running' | 'waiting' | 'completed' | 'failed' | 'stopped' | 'interrupted';
}

/** What you used in chat. */
export interface UsageRead {
  by_agent: UsageSliceRead[];
  by_day: UsageSliceRead[];
  by_model: UsageSliceRead[];
  cache_hit_rate: number | null;
  cached_input_tokens: number;
  conversations: number;
  cost_usd: string;
  days: number;
  input_tokens: number;
  output_tokens: number;
  turns: number;
}

/** A part of what was used: a day, an agent or a model. */
export interface UsageSliceRead {
  cost_usd: string;
  input_tokens: number;
  name: string;
  output_tokens: number;
  turns: number;
}

/** A new user of the organization. */
export interface UserCreate {
  email: string;
  name: string;
  /** Their first password; the policy applies. */
  password: string;
  roles?: string[];
  time_zone?: string | null;
}

/** A user as administrators see them. */
export interface UserRead {
  created_at: string;
  /** What a service account is for. */
  description: string | null;
  /** Of a service account its handle, to which nothing can be sent. */
  email: string;
  /** When a link sent to the e-mail was followed. */
  email_verified_at: string | null;
  /** An authenticator app or a passkey. */
  has_second_factor: boolean;
  id: string;
  is_active: boolean;
  kind: 'person' | 'service';
  last_login_at: string | null;
  /** When they last used a page or a key, to some minutes. */
  last_seen_at: string | null;
  name: string;
  roles: string[];
  teams: string[];
  time_zone: string | null;
}

/** What to change; a field that is left out stays. */
export interface UserUpdate {
  /** What a service account is for. */
  description?: string | null;
  /** False signs them out everywhere and stops their keys. */
  is_active?: boolean | null;
  name?: string | null;
  roles?: string[] | null;
  time_zone?: string | null;
}

/** How one can sign in, for the page that asks. */
export interface WaysIn {
  issuers: IssuerRead[];
  sign_up: 'closed' | 'invite' | 'open';
}

/** One period of a budget. */
export interface WindowRead {
  ends_at: string | null;
  /** Held for calls in flight. */
  held_usd: string;
  /** The limit in force, raises included. */
  limit_usd: string;
  /** What further calls may cost; never below zero. */
  remaining_usd: string;
  spent_usd: string;
  starts_at: string;
}

/** What one mission or conversation cost. */
export interface WorkRead {
  id: string;
  name: string | null;
  totals: SumsRead;
}
