# Written by `python -m scripts.reference` from the OpenAPI document. Change the routes instead.
"""Shapes on the wire. Times are ISO 8601 in UTC, money decimal strings in US dollars, ids UUIDs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NotRequired, TypedDict


class AgentRead(TypedDict):
    """An agent and the tools it may call."""

    description: str
    input_schema: Mapping[str, Any] | None
    """Of an agent with its own function."""
    instructions: str
    limits: Mapping[str, Any]
    max_output_tokens: int | None
    model: str
    name: str
    permissions: Sequence[str]
    problem: str | None
    """Why it cannot run as it is, such as a tool that does not exist."""
    score: float | None
    """How near it came to `q`; compares within one answer only."""
    source: SourceRead
    statistics: StatisticsRead
    temperature: float | None
    timeout_s: float
    title: str
    tools: Sequence[str]


class AlertRead(TypedDict):
    """Something about a budget that people want to know."""

    budget_id: str
    crossed_at: str
    id: str
    kind: Literal["threshold", "refused", "shut_off"]
    """Spending crossed `threshold_percent`; a call did not fit any more; the budget switched itself off."""
    limit_usd: str
    period: str
    scope_id: str
    scope_kind: str
    spent_usd: str
    threshold_percent: int
    window_starts_at: str


class AnomalyRead(TypedDict):
    """A day on which something cost unusually much."""

    calls: int
    cost_usd: str
    day_at: str
    explanation: str
    key: KeyRead
    kind: Literal["spike", "new"]
    score: float | None
    """How many usual spreads it lies away; null for what is new."""
    usual_calls: int
    usual_usd: str


class AnswerRead(TypedDict):
    """A turn with its whole answer, for clients that do not stream."""

    message: MessageRead
    title: str
    turn: TurnRead


class ApiKeyCreate(TypedDict):
    """What a new key may do, and until when."""

    expires_at: NotRequired[str | None]
    """When the key ends; never unless given."""
    name: str
    """What the key is for."""
    rate_limit_per_minute: NotRequired[int | None]
    """Requests a minute that the key may make; no limit of its own unless given."""
    scopes: NotRequired[Sequence[str] | None]
    """Permissions of the key; every one of its owner unless given."""


class ApiKeyCreated(TypedDict):
    """A key that was just made."""

    created_at: str
    expires_at: str | None
    id: str
    key: str
    """The key itself. It is shown this once."""
    last_used_at: str | None
    """To the minute."""
    name: str
    prefix: str
    """The beginning of the key, to recognise it by."""
    rate_limit_per_minute: int | None
    replaced_by_id: str | None
    """The key that takes its place."""
    revoked_at: str | None
    scopes: Sequence[str]


class ApiKeyRead(TypedDict):
    """A key as lists show it."""

    created_at: str
    expires_at: str | None
    id: str
    last_used_at: str | None
    """To the minute."""
    name: str
    prefix: str
    """The beginning of the key, to recognise it by."""
    rate_limit_per_minute: int | None
    replaced_by_id: str | None
    """The key that takes its place."""
    revoked_at: str | None
    scopes: Sequence[str]


class ApiKeyRotate(TypedDict):
    """How long the old key goes on beside the new one."""

    overlap_s: NotRequired[int]
    """In seconds; a day unless given."""


class AppConfirm(TypedDict):
    """The first code of an app that is being added."""

    code: str


class AppSetUp(TypedDict):
    """What an authenticator app needs to know. It counts once a first code of it was entered."""

    qr_svg: str
    """The same as a picture: an SVG document."""
    secret: str
    """For apps without a camera, in base32."""
    uri: str
    """otpauth://totp/…, which apps open."""


class ApprovalDecide(TypedDict):
    """A decision about a call."""

    arguments: NotRequired[Mapping[str, Any] | None]
    """Instead of the model's; null leaves them as they are."""
    decision: Literal["approve", "refuse"]
    reason: NotRequired[str]
    """Told to the agent when the call is refused."""


class ApprovalRead(TypedDict):
    """A tool call that waits for a person, or was decided by one."""

    agent: str
    arguments: Mapping[str, Any]
    can_decide: bool
    conversation_id: str | None
    """Where it was asked, when that is a conversation of your own."""
    created_at: str
    decided_at: str | None
    decided_by: PersonRead | None
    edited_arguments: Mapping[str, Any] | None
    id: str
    input_schema: Mapping[str, Any]
    """Of the tool's arguments, for editing them."""
    mission_id: str | None
    note: str | None
    """Why it is asked again, when it is."""
    reason: str | None
    requested_by: PersonRead
    run_id: str | None
    state: str
    tool: str


class ArtifactRead(TypedDict):
    """A result: what it is, how to show it, and the formats it can be downloaded in."""

    created_at: str
    formats: Sequence[str]
    id: str
    kind: str
    media_type: str
    mission_id: str | None
    name: str
    preview: Mapping[str, Any]
    run_id: str | None
    sha256: str
    size_bytes: int
    title: str
    url: str


class AttemptRead(TypedDict):
    """One attempt at a provider, as it was booked."""

    admitted_at: str
    answer_id: str | None
    """The provider's own id of its answer."""
    attempt: int
    cache_write_tokens: int
    cached_input_tokens: int
    connection: str
    cost_usd: str
    duration_ms: int | None
    error_code: str | None
    first_byte_ms: int | None
    id: str
    input_tokens: int
    is_estimated: bool
    is_streaming: bool
    kind: str
    """call, or correction of an earlier row."""
    model: str
    operation: str
    outcome: str
    """completed, failed, cancelled, or swept after its process died."""
    output_tokens: int
    overrun_usd: str
    """Cost above what was held for the attempt."""
    price_version: str
    provider: str
    reasoning_tokens: int
    requested_model: str
    """As the caller named it."""
    saved_usd: str
    """What cached input or a cached answer saved."""
    scopes: Sequence[str]
    server_tool_calls: int
    """Searches and the like that the provider made and bills apart."""
    settled_at: str
    status: int | None
    """HTTP status the provider answered with."""
    tags: Sequence[str]


class AuditBodyRead(TypedDict):
    """What was sent with a change."""

    body: Any
    """JSON, secrets as ***; the beginning of its text where it was cut; null without one."""
    is_cut: bool
    """Only the first 8,192 characters were kept."""
    size_bytes: int
    """Of the request's body; 0 where nothing is kept."""


class AuditProblem(TypedDict):
    """Where the log is not what was written."""

    entry_id: str | None
    first_seq: int | None
    kind: Literal["missing", "changed", "foreign", "cut"]
    """missing: entries are gone. changed: an entry, or its place, is not what was written. foreign: an entry never
    took a place. cut: entries at the end are gone or replaced.
    """
    last_seq: int | None
    message: str


class AuditRead(TypedDict):
    """One thing that was done, or refused."""

    action: str
    """thing.verb"""
    actor_email: str | None
    """Theirs at that time."""
    actor_id: str | None
    """The user, or the owner of the key."""
    actor_kind: str
    """user, api_key, service or anonymous."""
    api_key_id: str | None
    api_key_name: str | None
    """At that time."""
    at: str
    changes: Mapping[str, Any]
    """field: [before, after]"""
    hash: str
    """SHA-256 over the hash before it and this entry, in hexadecimal."""
    id: str
    ip_address: str | None
    outcome: Literal["success", "refused", "failed"]
    request_id: str | None
    resource: str | None
    """kind:id of what it was done to."""
    seq: int
    """Its place in the organization's log, from 1 and without gaps."""
    user_agent: str | None


class AuditVerification(TypedDict):
    """Whether every entry is there, in its place and unchanged."""

    end_seq: int | None
    """The last one there is."""
    entries: int
    """How many this answer has checked."""
    first_seq: int | None
    """Older ones were forgotten as the installation's settings say."""
    hash: str | None
    """Of the entry last_seq. Keep it elsewhere with last_seq to compare later."""
    is_complete: bool
    """False when there was no time for all. Go on with after_seq=last_seq and after_hash=hash."""
    is_intact: bool
    """All was checked, and nothing found."""
    last_seq: int | None
    """The last one that was checked."""
    problems: Sequence[AuditProblem]
    """The first ones, 100 at most."""
    verified_at: str


class BreakerRead(TypedDict):
    """One model behind one key, as this process sees it."""

    key_hint: str | None
    """Last four characters of the key; null of the operator's keys."""
    last_error: str | None
    """Without the provider's own words, which may quote a request."""
    last_error_at: str | None
    last_error_code: str | None
    model: str
    since: str
    state: Literal["closed", "open", "half_open"]
    tried_again_in_s: float
    """Above 0 while it is left alone."""


class BudgetCreate(TypedDict):
    """A new budget. It counts what was spent from the start of the present period; a total counts from now on."""

    is_hard: NotRequired[bool]
    """Refuse calls that would pass the limit; otherwise only count."""
    limit_usd: str
    period: Literal["total", "daily", "weekly", "monthly"]
    scope_id: str
    """Id of the scope, or the name of agent or model."""
    scope_kind: Literal["organization", "team", "user", "api_key", "agent", "model", "mission", "conversation"]
    shuts_off: NotRequired[bool]
    """Switch off when the limit is reached, until somebody switches it on, also in later periods."""
    thresholds: NotRequired[Sequence[int]]
    """Percents of the limit at which an alert is raised."""


class BudgetRaise(TypedDict):
    """A higher limit for a time. It holds at once and ends by itself."""

    limit_usd: str
    until: str


class BudgetRead(TypedDict):
    """A budget. `window` is its present period, null until the first call of that."""

    created_at: str
    id: str
    is_hard: bool
    limit_usd: str
    period: str
    raised_until: str | None
    raised_usd: str | None
    """The limit until `raised_until`, while that lasts."""
    scope_id: str
    scope_kind: str
    shut_off_at: str | None
    """Since when it is switched off; null while it is on."""
    shuts_off: bool
    thresholds: Sequence[int]
    window: WindowRead | None


class BudgetUpdate(TypedDict):
    """What may change of a budget; what is left out stays. It counts from the next call on."""

    is_hard: NotRequired[bool | None]
    limit_usd: NotRequired[str | None]
    shuts_off: NotRequired[bool | None]
    thresholds: NotRequired[Sequence[int] | None]


class CandidateRead(TypedDict):
    """An agent that came into question, and how surely it is the one."""

    agent: str
    confidence: float
    """0 to 1; those of all agents sum to 1."""


class CatalogModelRead(TypedDict):
    """A model of the price table. What is null is not known here."""

    abilities_source: str | None
    """Page that limits and abilities were taken from."""
    calls_tools: bool | None
    context_window_tokens: int | None
    follows_schema: bool | None
    is_deprecated: bool
    is_free: bool
    max_output_tokens: int | None
    model: str
    name: str
    price_version: str
    provider: str
    request_usd: str
    """Fee of each request."""
    storage_search_usd: str
    """Fee of each search in files kept with the provider."""
    takes_images: bool | None
    thinks: bool | None
    tiers: Sequence[TierRead]
    web_search_usd: str
    """Fee of each search the provider makes on the web."""


class CatalogRead(TypedDict):
    """Where prices come from."""

    newest_price_on: str | None
    """Day of its latest price that holds by now: it is that new."""
    providers: Sequence[str]
    source: str
    """The table and its version."""


class ChangedEvent(TypedDict):
    """An event that would end differently."""

    event: SecurityEventRead
    new_action: Literal["off", "monitor", "flag", "redact", "block"]


class ConnectionCreate(TypedDict):
    """A new connection of your organization. It goes before the operator's, and hides one of the same name."""

    api_keys: NotRequired[Sequence[str]]
    """Keys that share the calls evenly."""
    base_url: NotRequired[str]
    """Address instead of the vendor's own."""
    headers: NotRequired[Mapping[str, str]]
    """Headers sent along."""
    is_enabled: NotRequired[bool]
    models: NotRequired[Mapping[str, str] | None]
    """Names served, each with the provider's own name of it. All it is known for if unset."""
    name: str
    """Before a model, "name/model" asks this connection alone."""
    options: NotRequired[Mapping[str, str]]
    """What the type knows, such as region."""
    type: str
    """Type of provider, such as openai, azure or openai_compatible."""
    weight: NotRequired[int]
    """Share of the calls among those that serve the same model."""


class ConnectionRead(TypedDict):
    """A connection of your organization."""

    base_url: str
    """Empty for the vendor's own address."""
    created_at: str
    header_names: Sequence[str]
    id: str
    is_enabled: bool
    key_hints: Sequence[str]
    """Last four characters of each key; empty when the key is short."""
    models: Mapping[str, str] | None
    name: str
    options: Mapping[str, str]
    type: str
    updated_at: str
    weight: int


class ConnectionTestRead(TypedDict):
    """Whether a provider answered, for each key."""

    keys: Sequence[KeyTestRead]
    works: bool
    """Every key works."""


class ConnectionUpdate(TypedDict):
    """What may change of a connection; what is left out stays. A new address needs the keys again."""

    api_keys: NotRequired[Sequence[str] | None]
    """Instead of all present ones."""
    base_url: NotRequired[str | None]
    headers: NotRequired[Mapping[str, str] | None]
    is_enabled: NotRequired[bool | None]
    models: NotRequired[Mapping[str, str] | Sequence[str] | None]
    options: NotRequired[Mapping[str, str] | None]
    weight: NotRequired[int | None]


class ConversationCreate(TypedDict):
    """A conversation to be begun without a message yet."""

    agent: NotRequired[str | None]
    """Who answers; the installation's default when left out."""
    expires_at: NotRequired[str | None]
    """When it is deleted by itself."""
    metadata: NotRequired[Mapping[str, Any]]
    """Yours, given back as it is."""
    title: NotRequired[str | None]
    """Made from the first message when left out."""


class ConversationDeleted(TypedDict):
    """A conversation that can be brought back until it is purged."""

    deleted_at: str
    id: str
    purge_at: str


class ConversationRead(TypedDict):
    """A conversation as lists and pages show it."""

    active_turn_id: str | None
    """The turn that is at work or waits for a decision."""
    agent: str
    created_at: str
    deleted_at: str | None
    expires_at: str | None
    head_id: str | None
    id: str
    is_archived: bool
    is_pinned: bool
    is_summary_edited: bool
    is_title_edited: bool
    last_message_at: str
    message_count: int
    metadata: Mapping[str, Any]
    snippet: str | None
    """Where a search found its words; null when in the title."""
    summary: str | None
    summary_until_id: str | None
    """The last message that the summary stands for."""
    title: str


class ConversationUpdate(TypedDict):
    """Changes to a conversation. What is left out stays; null takes away what may be missing."""

    agent: NotRequired[str | None]
    expires_at: NotRequired[str | None]
    head_id: NotRequired[str | None]
    """A message of the branch to show; its newest end is taken."""
    is_archived: NotRequired[bool | None]
    is_pinned: NotRequired[bool | None]
    metadata: NotRequired[Mapping[str, Any] | None]
    summary: NotRequired[str | None]
    """What agents are told of the beginning; empty removes it."""
    title: NotRequired[str | None]


class DeliveryDetail(TypedDict):
    """A delivery with its tries and what it tells."""

    address: str | None
    """E-mail of the receiver; null for an endpoint's own address."""
    channel: Literal["webhook", "slack", "email"]
    created_at: str
    endpoint_id: str | None
    endpoint_name: str | None
    finished_at: str | None
    id: str
    message_id: str
    """`webhook-id` of the message: the same in every try and redelivery."""
    next_try_at: str | None
    occurred_at: str
    payload: Mapping[str, Any]
    redelivery_of_id: str | None
    state: Literal["pending", "delivered", "given_up", "cancelled"]
    topic: str
    tried: Sequence[TryRead]
    tries: int
    user_id: str | None
    """Whose preference it follows."""


class DeliveryRead(TypedDict):
    """One message on its way to one place."""

    address: str | None
    """E-mail of the receiver; null for an endpoint's own address."""
    channel: Literal["webhook", "slack", "email"]
    created_at: str
    endpoint_id: str | None
    endpoint_name: str | None
    finished_at: str | None
    id: str
    message_id: str
    """`webhook-id` of the message: the same in every try and redelivery."""
    next_try_at: str | None
    occurred_at: str
    redelivery_of_id: str | None
    state: Literal["pending", "delivered", "given_up", "cancelled"]
    topic: str
    tries: int
    user_id: str | None
    """Whose preference it follows."""


class DetectorRead(TypedDict):
    """One detector, and whether it works."""

    events_7d: int
    explanation: str
    family: Literal["prompt_injection", "secrets", "pii", "malware", "links", "other"]
    id: str
    operational: bool
    """It found its own sample when this process last looked."""
    references: Sequence[str]
    remedy: str
    severity: Literal["info", "low", "medium", "high", "critical"]
    title: str


class DetectorsRead(TypedDict):
    """Every detector that is installed."""

    checked_at: str
    detectors: Sequence[DetectorRead]
    engine: Literal["hyperscan", "re2"]


class EffectiveRule(TypedDict):
    """What holds for a family in a place, and which policy says so."""

    action: Literal["off", "monitor", "flag", "redact", "block"]
    family: Literal["prompt_injection", "secrets", "pii", "malware", "links", "other"]
    least_confidence: float
    source: Literal["standard", "organization", "agent", "tool"]
    where: Literal["prompt", "answer", "tool_arguments", "tool_result", "tool_description", "upload", "memory"]


class EmailChange(TypedDict):
    """A new address."""

    email: str
    password: str
    """Your present password."""


class EmailVerification(TypedDict):
    """What a link carries."""

    token: str


class EmailVerified(TypedDict):
    """An address that was proved."""

    email: str


class EndpointCreate(TypedDict):
    """A new endpoint."""

    address: str
    """URL of the webhook or of Slack's incoming webhook; up to 20 e-mail addresses with commas between."""
    kind: Literal["webhook", "slack", "email"]
    name: str
    topics: Sequence[str]


class EndpointRead(TypedDict):
    """An endpoint as administrators see it."""

    address_hint: str
    """The host of a URL; e-mail addresses as they are."""
    created_at: str
    disabled_reason: str | None
    """Why it switched itself off."""
    given_up_in_a_row: int
    """Messages that could not be delivered since the last one that was."""
    id: str
    is_active: bool
    kind: Literal["webhook", "slack", "email"]
    name: str
    old_secret_until: str | None
    """Until when the secret before the present one signs as well."""
    topics: Sequence[str]
    updated_at: str


class EndpointUpdate(TypedDict):
    """What to change; a field that is left out stays."""

    address: NotRequired[str | None]
    is_active: NotRequired[bool | None]
    """True also switches on what switched itself off."""
    name: NotRequired[str | None]
    topics: NotRequired[Sequence[str] | None]


class EndpointWithSecret(TypedDict):
    """An endpoint, and what its webhooks are signed with."""

    address_hint: str
    """The host of a URL; e-mail addresses as they are."""
    created_at: str
    disabled_reason: str | None
    """Why it switched itself off."""
    given_up_in_a_row: int
    """Messages that could not be delivered since the last one that was."""
    id: str
    is_active: bool
    kind: Literal["webhook", "slack", "email"]
    name: str
    old_secret_until: str | None
    """Until when the secret before the present one signs as well."""
    secret: str | None
    """Shown here and nowhere else; null unless it is a webhook."""
    topics: Sequence[str]
    updated_at: str


class ErasureRequest(TypedDict):
    """Proof that somebody means it, and who they are."""

    name: str
    """The name of the organization, as it is written."""
    password: NotRequired[str | None]
    """Your password. Without one, sign in again within the last ten minutes."""


class EventRead(TypedDict):
    """One event of a mission."""

    at: str
    data: Mapping[str, Any]
    id: str
    rev: int
    type: str


class ExceptionRead(TypedDict):
    """What somebody has called a false alarm."""

    created_at: str
    created_by_id: str
    detector: str
    evidence: str
    """What may be shown of the finding that it was made for."""
    id: str
    kind: Literal["text", "threshold"]
    least_confidence: float | None
    """Below it the detector's findings are passed over."""


class FactCreate(TypedDict):
    """Something to be remembered."""

    expires_at: NotRequired[str | None]
    """When it is forgotten by itself."""
    text: str


class FactRead(TypedDict):
    """One fact that agents are told of you."""

    conversation_id: str | None
    created_at: str
    expires_at: str | None
    id: str
    source: Literal["person", "agent"]
    """Who wrote it: you, or an agent that you told it."""
    text: str


class FactUpdate(TypedDict):
    """A change of a fact. What is left out stays."""

    expires_at: NotRequired[str | None]
    text: NotRequired[str | None]


class FeedbackPut(TypedDict):
    """What somebody thinks of a run, one of its tool calls, or the message it wrote."""

    comment: NotRequired[str | None]
    stars: NotRequired[int | None]
    subject: NotRequired[Literal["run", "tool_call", "message"]]
    subject_id: NotRequired[str | None]
    """The call's or message's id; null for the run."""
    thumb: NotRequired[Literal["up", "down"] | None]


class FeedbackRead(TypedDict):
    """What somebody thinks of a subject."""

    comment: str | None
    created_at: str
    id: str
    run_id: str
    stars: int | None
    subject: Literal["run", "tool_call", "message"]
    subject_id: str
    thumb: Literal["up", "down"] | None
    updated_at: str


class FeedbackWrite(TypedDict):
    """What a person says of an event."""

    allow: NotRequired[Literal["this_text", "this_detector"] | None]
    """Of a false alarm: let exactly this text pass from now on, or want the detector to be surer than it was here."""
    note: NotRequired[str]
    verdict: Literal["false_alarm", "confirmed"]


class FileRead(TypedDict):
    """An uploaded file."""

    created_at: str
    id: str
    media_type: str
    name: str
    sha256: str
    size_bytes: int


class ForecastDay(TypedDict):
    """What a day is expected to cost."""

    cost_usd: str
    day_at: str
    """When the day begins."""


class ForecastRead(TypedDict):
    """The present month. `forecast` is null when there is not enough to go by; `explanation` says so."""

    explanation: str
    forecast: MonthForecast | None
    month_ends_at: str
    month_starts_at: str
    spent_usd: str
    time_zone: str


class ForgotPassword(TypedDict):
    """Whose password is to be chosen anew."""

    email: str


class GroupRead(TypedDict):
    """What one model, agent, team or the like spent."""

    is_rest: bool
    """All that comes after the dearest; its key is empty."""
    key: Sequence[KeyRead]
    series: SeriesRead
    totals: SumsRead


class HealthRead(TypedDict):
    """Calls of your organization in the last 15 minutes, from the ledger."""

    calls: int
    failed: int
    first_byte_ms: int | None
    """Half of them began sooner."""
    median_ms: int | None
    """Half of the whole answers took less."""
    model: str
    success_rate: float
    """0 to 1."""


class HistoryPoint(TypedDict):
    """What was spent in one hour or day of a window, and in all until its end."""

    spent_usd: str
    starts_at: str
    total_usd: str


class HistoryRead(TypedDict):
    """How a window's money was spent, where that leads to, and the windows before it."""

    past: Sequence[WindowRead]
    """Earlier windows, newest first."""
    points: Sequence[HistoryPoint]
    """Hours or days in which something was spent."""
    projected_usd: str | None
    """Spent by the window's end at its pace so far; null: too early."""
    runs_out_at: str | None
    """When that pace reaches the limit, if before the window's end."""
    unit: Literal["hour", "day"]
    """Length of a point; days are the organization's."""
    window: WindowRead


class IncidentNote(TypedDict):
    """What somebody wrote down, or that they changed the status."""

    at: str
    by_id: str
    words: str


class IncidentRead(TypedDict):
    """Events of one detector from one source, not more than a day apart."""

    detector: str
    events: int
    family: Literal["prompt_injection", "secrets", "pii", "malware", "links", "other"]
    first_at: str
    id: str
    last_at: str
    notes: Sequence[IncidentNote]
    severity: Literal["info", "low", "medium", "high", "critical"]
    source: str
    """`tool:name`, `agent:name` or `user:id`."""
    status: Literal["open", "acknowledged", "resolved"]
    title: str
    worst_action: Literal["off", "monitor", "flag", "redact", "block"]
    """The strongest thing that was done about one of its events."""


class IncidentUpdate(TypedDict):
    """What may change of an incident."""

    note: NotRequired[str]
    status: NotRequired[Literal["open", "acknowledged", "resolved"] | None]


class InvitationAccept(TypedDict):
    """The account to make. Its e-mail is the one that was invited."""

    delivery: NotRequired[Literal["cookie", "body"]]
    """Where the tokens go: into HttpOnly cookies (browsers) or into the answer (programs)."""
    name: NotRequired[str | None]
    """May be left out by somebody who gave it when they signed up."""
    password: str
    token: str


class InvitationCreate(TypedDict):
    """Whom to invite, and what they will be."""

    email: str
    role: NotRequired[str | None]
    """A role of yours to give; PILOTHOUSE_ACCESS_DEFAULT_ROLE if none."""


class InvitationLook(TypedDict):
    """What a link carries."""

    token: str


class InvitationRead(TypedDict):
    """An invitation as administrators see it."""

    created_at: str
    email: str
    expires_at: str
    id: str
    invited_by_id: str | None
    """Null when that user is gone."""
    role: str
    state: Literal["open", "accepted", "revoked", "expired"]


class InvitationShown(TypedDict):
    """What an invitation is to, for the page that its link opens."""

    email: str
    expires_at: str
    name: str | None
    """What somebody who signed up called themselves."""
    organization: str
    role: str


class InvokeCreate(TypedDict):
    """What an agent is asked."""

    context: NotRequired[Mapping[str, Any]]
    """Further facts for the agent; what its own function takes becomes its arguments."""
    file_ids: NotRequired[Sequence[str]]
    """Uploaded files it may read."""
    options: NotRequired[InvokeOptions]
    prompt: str


class InvokeMetadata(TypedDict):
    """How an answer came about."""

    agent: str
    artifacts: Sequence[ArtifactRead]
    candidates: Sequence[CandidateRead]
    confidence: float | None
    """Of the choice of the agent; null when it was named."""
    cost_usd: str
    duration_ms: int | None
    model: str | None
    run_id: str
    state: str
    tools: Sequence[ToolUseRead]
    usage: Mapping[str, Any]


class InvokeOptions(TypedDict):
    """What one invocation may take."""

    maxCost: NotRequired[float | str]
    """US dollars; no model call is made that could pass it."""
    timeout: NotRequired[int]
    """Milliseconds; the agent's own limit holds too."""


class InvokeRead(TypedDict):
    """An answer, and how it came about."""

    metadata: InvokeMetadata
    result: Any
    """Text, or the JSON value that an agent with its own function returns."""


class IssuerRead(TypedDict):
    """Somebody who vouches for people here."""

    label: str
    """What people call it."""
    name: str


class KeyRead(TypedDict):
    """The value of one dimension; all null for calls that have none."""

    dimension: Literal["model", "provider", "agent", "user", "api_key", "team"]
    name: str | None
    """What people call it."""
    value: str | None
    """Name of a model, provider or agent; id of the others."""


class KeyTestRead(TypedDict):
    """Whether a provider answered with one key."""

    duration_ms: int
    error: str | None
    """What the provider or the network said."""
    error_code: str | None
    key_hint: str | None
    models: Sequence[str] | None
    """Models the key may use, where the provider tells; 200 at most."""
    works: bool


class LimitCreate(TypedDict):
    """A new limit. What is left out is not limited."""

    allowed_models: NotRequired[Sequence[str] | None]
    parallel_calls: NotRequired[int | None]
    scope_id: str
    """Id of the scope, or the name of an agent."""
    scope_kind: Literal["organization", "team", "user", "api_key", "agent"]
    tokens_per_minute: NotRequired[int | None]


class LimitRead(TypedDict):
    """A limit and what is used of it now."""

    allowed_models: Sequence[str] | None
    created_at: str
    id: str
    parallel_calls: int | None
    running: int
    """Calls in flight."""
    scope_id: str
    scope_kind: str
    tokens_left: int | None
    """What calls may take of this minute's tokens now."""
    tokens_per_minute: int | None


class LimitUpdate(TypedDict):
    """What may change of a limit: what is left out stays, what is null is not limited any more."""

    allowed_models: NotRequired[Sequence[str] | None]
    parallel_calls: NotRequired[int | None]
    tokens_per_minute: NotRequired[int | None]


class LimitsRead(TypedDict):
    """What you may send."""

    max_message_bytes: int
    messages_per_hour: int | None
    """Null where nothing is limited."""
    remaining: int | None
    resets_at: str | None


class LoginRequest(TypedDict):
    """An e-mail and its password."""

    delivery: NotRequired[Literal["cookie", "body"]]
    """Where the tokens go: into HttpOnly cookies (browsers) or into the answer (programs)."""
    email: str
    password: str


class LoginResult(TypedDict):
    """A login session that began or goes on."""

    access_token: str | None
    """Only with `delivery` body."""
    expires_in_s: int
    """How long the access token is valid, in seconds."""
    refresh_token: str | None
    """Only with `delivery` body. Null also when another refresh came first within seconds: the token that the other
    one received is the one to keep.
    """
    user: Me


class LoginSessionRead(TypedDict):
    """One sign-in that goes on."""

    created_at: str
    device: str
    """As it calls itself, such as "Firefox on Windows"."""
    expires_at: str
    id: str
    ip_address: str | None
    """Where it signed in from."""
    is_current: bool
    """Whether this request came by it."""
    last_used_at: str
    """To the lifetime of an access token."""


class LoginSessionsEnded(TypedDict):
    """How many login sessions were ended."""

    ended: int


class LoginStepCode(TypedDict):
    """A code for the second step of a sign-in."""

    code: str
    """Of the authenticator app, or a recovery code."""
    delivery: NotRequired[Literal["cookie", "body"]]
    """Where the tokens go: into HttpOnly cookies (browsers) or into the answer (programs)."""
    token: str


class LoginStepRead(TypedDict):
    """What a sign-in waits for."""

    expires_at: str
    methods: Sequence[Literal["app", "passkey", "recovery_code"]]
    """What the user can prove the second step with."""
    must_set_up: bool
    """The organization requires a second factor and the user has none yet."""


class LoginStepToken(TypedDict):
    """A sign-in whose first step is done."""

    token: str


class MailSent(TypedDict):
    """What everybody is told who asks for a letter: the same, whether anybody has the address or not."""

    message: str


class Me(TypedDict):
    """Who is signed in, and what they may do."""

    email: str
    email_verified_at: str | None
    """When a link sent to the e-mail was followed."""
    id: str
    name: str
    organization: OrganizationRead
    permissions: Sequence[str]
    roles: Sequence[str]
    time_zone: str


class MeUpdate(TypedDict):
    """What to change about oneself; a field that is left out stays."""

    name: NotRequired[str | None]
    time_zone: NotRequired[str | None]
    """Null means the organization's."""


class MessageRead(TypedDict):
    """One message of the branch that is shown."""

    agent: str | None
    cache_hit_rate: float | None
    """Share of the input that the provider read from its cache."""
    conversation_id: str
    cost_usd: str
    created_at: str
    error: Mapping[str, Any] | None
    files: Sequence[FileRead]
    finished_at: str | None
    id: str
    model: str | None
    parent_id: str | None
    parts: Sequence[Mapping[str, Any]]
    """Of an answer, in order: text, and tools with their results."""
    role: Literal["user", "assistant"]
    siblings: Sequence[str]
    """All messages in this place, oldest first, this one among them."""
    state: str
    text: str
    timing: Mapping[str, Any] | None
    turn_id: str | None
    usage: Mapping[str, Any] | None


class MissionCreate(TypedDict):
    """A mission to be submitted."""

    agent: NotRequired[str]
    """Who does the work."""
    budget_usd: NotRequired[str | None]
    """What it may cost at most, in US dollars."""
    draft: NotRequired[bool]
    """Keep it until somebody approves it."""
    file_ids: NotRequired[Sequence[str]]
    """Uploaded files the mission works on."""
    objective: str
    """What is wanted, in plain words."""
    parameters: NotRequired[Mapping[str, Any]]
    """Named values the agent is told."""
    priority: NotRequired[Literal["low", "normal", "high"]]
    """Place in the organization's queue."""
    title: NotRequired[str | None]
    """Shown in lists; made from the objective when left out."""
    tool: NotRequired[str | None]
    """A tool fixed in advance; chosen by meaning when left out."""


class MissionRead(TypedDict):
    """A mission as lists and pages show it."""

    agent: str
    answer: str | None
    artifacts: Sequence[ArtifactRead]
    artifacts_count: int
    budget_usd: str
    cost_usd: str
    created_at: str
    current_step: str | None
    display_id: str
    elapsed_s: float
    error: Mapping[str, Any] | None
    eta_s: float | None
    files: Sequence[FileRead]
    finished_at: str | None
    id: str
    instructions: Sequence[str]
    intent: Mapping[str, Any] | None
    model: ModelRead
    objective: str
    owner: OwnerRead
    parameters: Mapping[str, Any]
    percent: float
    priority: Literal["low", "normal", "high"]
    rev: int
    """Seq of the mission's last event; events with a higher one are news."""
    selected_tools: Sequence[Mapping[str, Any]]
    started_at: str | None
    state: str
    state_reason: str | None
    steps: Sequence[StepRead]
    title: str
    tool: str | None


class MissionUpdate(TypedDict):
    """Changes to a mission, also while it runs. What is left out stays."""

    budget_usd: NotRequired[str | None]
    instructions: NotRequired[Sequence[str] | None]
    """Added to those given before."""
    objective: NotRequired[str | None]
    parameters: NotRequired[Mapping[str, Any] | None]
    priority: NotRequired[Literal["low", "normal", "high"] | None]
    title: NotRequired[str | None]
    tool: NotRequired[str | None]


class ModelRead(TypedDict):
    """Which model answers, and whether it is a connected one."""

    connected: bool
    name: str


class ModelRouteRead(TypedDict):
    """A model route of your organization."""

    created_at: str
    fallbacks: Sequence[str]
    """Models asked when no target answers."""
    id: str
    name: str
    targets: Sequence[TargetSettings]
    updated_at: str


class ModelRouteWrite(TypedDict):
    """What a name stands for in your organization."""

    fallbacks: NotRequired[Sequence[str]]
    """Models asked when no target answers."""
    name: str
    """The name callers use as model."""
    targets: NotRequired[Sequence[TargetSettings]]


class ModelStatusRead(TypedDict):
    """Whether a language model is connected."""

    connected: bool
    default_model: str
    how_to_connect: str
    """Markdown."""
    provider: str


class MonthForecast(TypedDict):
    """What the month will come to."""

    days: Sequence[ForecastDay]
    """Days that are left, today with what it has spent already."""
    expected_usd: str
    high_usd: str
    """and less than that, if things go on as they did."""
    learnt_from_days: int
    low_usd: str
    """In four cases of five the month costs more than this,"""
    method: Literal["holt_winters", "mean"]


class OidcStart(TypedDict):
    """Where to go afterwards."""

    invitation: NotRequired[str]
    """Token of an invitation to accept on the way."""
    next: NotRequired[str]
    """A path of the dashboard."""


class OidcStarted(TypedDict):
    """Where the browser goes now."""

    url: str


class OpinionRead(TypedDict):
    """What people said about it."""

    down: int
    n: int
    stars_mean: float | None
    """1 to 5, of those who gave stars."""
    up: int


class OrganizationRead(TypedDict):
    """The organization one acts in."""

    id: str
    name: str
    slug: str


class OrganizationStanding(TypedDict):
    """One's organization, and whether it goes on."""

    created_at: str
    erases_at: str | None
    """When it is erased for good; null when it goes on."""
    id: str
    name: str
    slug: str
    time_zone: str


class OwnPassword(TypedDict):
    """Before something that a stolen session must not do."""

    password: NotRequired[str | None]
    """Your password. Without one, sign in again within the last ten minutes."""


class OwnedApiKeyRead(TypedDict):
    """A key as administrators see it."""

    created_at: str
    expires_at: str | None
    id: str
    last_used_at: str | None
    """To the minute."""
    name: str
    owner_email: str
    owner_id: str
    owner_name: str
    prefix: str
    """The beginning of the key, to recognise it by."""
    rate_limit_per_minute: int | None
    replaced_by_id: str | None
    """The key that takes its place."""
    revoked_at: str | None
    scopes: Sequence[str]


class OwnerRead(TypedDict):
    """Whose mission it is."""

    id: str
    name: str


class PasskeyAsk(TypedDict):
    """Whom to ask for a passkey."""

    token: NotRequired[str | None]
    """Of a sign-in whose first step is done. Without it, the passkey says who signs in."""


class PasskeyCreate(TypedDict):
    """A key that a device has made."""

    credential: Mapping[str, Any]
    """What `PublicKeyCredential.toJSON()` gives in a browser."""
    name: str
    """What you call the device."""


class PasskeyCreated(TypedDict):
    """A passkey that was just added."""

    passkey: PasskeyRead
    recovery_codes: Sequence[str] | None
    """Each works once, instead of the second factor. Shown this once; null where you have some already."""


class PasskeyLogin(TypedDict):
    """An answer that a passkey has signed."""

    credential: Mapping[str, Any]
    """What `PublicKeyCredential.toJSON()` gives in a browser."""
    delivery: NotRequired[Literal["cookie", "body"]]
    """Where the tokens go: into HttpOnly cookies (browsers) or into the answer (programs)."""
    token: NotRequired[str | None]
    """Of the sign-in that this is the second step of."""


class PasskeyOptions(TypedDict):
    """What a browser asks the device for."""

    options: Mapping[str, Any]
    """For `PublicKeyCredential.parseCreationOptionsFromJSON()`, or `parseRequestOptionsFromJSON()`."""


class PasskeyRead(TypedDict):
    """A passkey as lists show it."""

    created_at: str
    id: str
    is_synced: bool
    """Whether copies of it are on other devices of yours."""
    last_used_at: str | None
    name: str


class PasskeyUpdate(TypedDict):
    """Another name."""

    name: str


class PasswordChange(TypedDict):
    """A new password, from whoever knows the present one."""

    current_password: str
    password: str


class PasswordLink(TypedDict):
    """A link to hand to somebody who cannot receive mail."""

    email: str
    expires_at: str
    link: str
    """Works once. Whoever has it gets into the account."""


class PasswordReset(TypedDict):
    """A new password, from whoever follows a link."""

    password: str
    token: str


class PastRead(TypedDict):
    """What a policy would have done with what was seen. What was never looked for is not known."""

    by_action: Mapping[str, int]
    """How many events would meet which action."""
    changed: int
    events: int
    is_cut: bool
    """There were more events than are looked at."""
    samples: Sequence[ChangedEvent]
    """Some that would end differently, newest first."""


class PermissionRead(TypedDict):
    """A permission, and what it allows."""

    meaning: str
    name: str


class PersonRead(TypedDict):
    """Somebody, by name."""

    id: str
    name: str | None


class Place(TypedDict):
    """Where the person is while they write."""

    page: str
    """Path of the dashboard's page."""


class PolicyRead(TypedDict):
    """A policy, and what holds with everything that lies above it."""

    effective: Sequence[EffectiveRule]
    least_trust: int | None
    low_trust_action: Literal["approve", "refuse"]
    rules: Sequence[RuleBody]
    scope_id: str
    """Name of the agent or tool; `-` for the organization."""
    scope_kind: Literal["organization", "agent", "tool"]
    updated_at: str | None
    """Null: nothing is laid down here."""


class PolicyWrite(TypedDict):
    """The rules of an organization, agent or tool; what no rule speaks of follows what lies above."""

    least_trust: NotRequired[int | None]
    """Tools and agents with a lower trust score need approval, or are refused."""
    low_trust_action: NotRequired[Literal["approve", "refuse"]]
    rules: NotRequired[Sequence[RuleBody]]


class PreferenceRead(TypedDict):
    """How you hear of a topic."""

    channels: Sequence[Literal["email"]]
    """None means not at all."""
    topic: str


class PreferenceSet(TypedDict):
    """How you want to hear of a topic."""

    channels: Sequence[Literal["email"]]


class PriceOverrideRead(TypedDict):
    """A price set by hand. What is null costs as input does."""

    cache_write_usd: str | None
    cached_input_usd: str | None
    context_window_tokens: int | None
    created_at: str
    input_usd: str
    model: str
    """"*" is every model that has no price otherwise."""
    output_usd: str


class PriceWrite(TypedDict):
    """A price set by hand, in US dollars per million tokens. What is left out costs as input does."""

    cache_write_usd: NotRequired[float | str | None]
    cached_input_usd: NotRequired[float | str | None]
    context_window_tokens: NotRequired[int | None]
    input_usd: float | str
    output_usd: float | str


class ProgressRead(TypedDict):
    """The short answer to "how far is it"."""

    completed_steps: Sequence[str]
    current_step: str | None
    eta: float | None
    """Seconds left; null when not known."""
    percent: float
    start_time: str | None


class ProviderRead(TypedDict):
    """A connection and how it is doing."""

    breakers: Sequence[BreakerRead]
    connection: str
    health: Sequence[HealthRead]
    owner: Literal["operator", "organization"]
    problem: str | None
    """Why it cannot be used at all."""
    state: Literal["idle", "up", "degraded", "down", "unusable"]
    """idle: not asked lately. degraded: some models or keys are left alone. down: all are."""
    type: str


class RecalledRead(TypedDict):
    """An earlier message that comes near to what was asked."""

    conversation_id: str
    created_at: str
    message_id: str
    role: str
    score: float
    """Cosine of the two meanings, -1 to 1."""
    text: str
    title: str


class RecoveryCodes(TypedDict):
    """Codes for the drawer."""

    recovery_codes: Sequence[str] | None
    """Each works once, instead of the second factor. Shown this once; null where you have some already."""


class RefreshRequest(TypedDict):
    """The refresh token of a program; browsers send theirs as a cookie."""

    refresh_token: NotRequired[str | None]


class RegisterRequest(TypedDict):
    """An account of one's own. Whoever follows the link chooses the password: nobody prepares an account for others."""

    email: str
    name: str
    organization: str
    """What your new organization is called."""


class RequestItem(TypedDict):
    """One attempt at a provider, or a correction of an earlier one."""

    admitted_at: str
    agent: str | None
    answer_id: str | None
    api_key_id: str | None
    api_key_name: str | None
    attempt: int
    cache_write_tokens: int
    cached_input_tokens: int
    connection: str
    conversation_id: str | None
    corrects_id: str | None
    cost_usd: str
    duration_ms: int | None
    error_code: str | None
    first_byte_ms: int | None
    id: str
    input_tokens: int
    is_estimated: bool
    is_streaming: bool
    kind: str
    """call, or correction of an earlier row."""
    mission_id: str | None
    model: str
    operation: str
    outcome: str
    """completed, failed, cancelled, or swept after its process died."""
    output_tokens: int
    overrun_usd: str
    """Cost above what was held."""
    price_version: str
    provider: str
    reasoning_tokens: int
    request_id: str
    """Shared by all attempts of a request: the answer's `X-Request-ID`."""
    requested_model: str
    """As the caller named it."""
    saved_usd: str
    """What cached input or a cached answer saved."""
    server_tool_calls: int
    settled_at: str
    status: int | None
    """HTTP status the provider answered with."""
    tags: Sequence[str]
    team_ids: Sequence[str]
    team_names: Sequence[str]
    user_id: str | None
    user_name: str | None


class RequestRead(TypedDict):
    """What one request cost, with all its attempts."""

    attempts: Sequence[AttemptRead]
    cost_usd: str
    request_id: str


class RoleCreate(TypedDict):
    """A role of the organization's own."""

    name: str
    permissions: Sequence[str]


class RoleRead(TypedDict):
    """A role."""

    created_at: str
    holders: int
    """How many active users hold it."""
    id: str
    is_builtin: bool
    name: str
    permissions: Sequence[str]


class RoleUpdate(TypedDict):
    """What to change; a field that is left out stays."""

    name: NotRequired[str | None]
    permissions: NotRequired[Sequence[str] | None]


class RuleBody(TypedDict):
    """What is done about one family of findings."""

    action: Literal["off", "monitor", "flag", "redact", "block"]
    """`off` looks for nothing, `monitor` tells, `flag` also marks the text as untrusted for the model, `redact` also
    puts placeholders in the place of values, `block` also stops the text.
    """
    family: Literal["prompt_injection", "secrets", "pii", "malware", "links", "other"]
    least_confidence: NotRequired[float]
    """Findings below it are passed over."""
    where: NotRequired[
        Literal["prompt", "answer", "tool_arguments", "tool_result", "tool_description", "upload", "memory"] | None
    ]
    """Null: in every place that has no rule of its own."""


class RunRead(TypedDict):
    """A run: who works, how far it is, what came of it and what it cost."""

    agent: str
    answer: str | None
    """The answer; of a run that ended early, what it had said."""
    approval_ids: Sequence[str]
    """Calls that wait for a person; only of a single run."""
    artifacts: Sequence[ArtifactRead]
    """Only of a single run."""
    conversation_id: str | None
    cost_usd: str
    created_at: str
    duration_ms: int | None
    error: Mapping[str, Any] | None
    finished_at: str | None
    first_token_ms: int | None
    id: str
    model: str | None
    model_calls: int
    seq: int
    """Of the last event; read the stream from here to see what comes."""
    source: str
    started_at: str | None
    state: str
    """queued, running, waiting, completed, failed, stopped or interrupted."""
    tool_calls: int
    tools: Sequence[ToolUseRead]
    """Only of a single run."""
    usage: Mapping[str, Any]


class ScanFinding(TypedDict):
    """One finding, with its place."""

    confidence: float
    detector: str
    end: int
    evidence: str
    explanation: str
    line: int | None
    path: str | None
    references: Sequence[str]
    remedy: str
    severity: Literal["info", "low", "medium", "high", "critical"]
    start: int
    title: str


class ScanRead(TypedDict):
    """A scan with everything it found."""

    created_at: str
    created_by_id: str
    expires_at: str
    files: int
    findings: Sequence[ScanFinding]
    """Worst first."""
    findings_count: int
    id: str
    is_cut: bool
    """A bound was reached, so that something was left unread; `unread` says what."""
    name: str
    score: float
    """Trust: 0 (never) to 100 (nothing speaks against it)."""
    size_bytes: int
    skills: Sequence[ScanSkill]
    took_ms: int
    unread: Sequence[ScanUnread]
    worst: Literal["info", "low", "medium", "high", "critical"] | None


class ScanSkill(TypedDict):
    """A skill that was met."""

    behaviours: Sequence[str]
    """What its files were seen to do."""
    description: str
    name: str
    path: str
    tools: Sequence[str]


class ScanSummary(TypedDict):
    """A scan in a list."""

    created_at: str
    created_by_id: str
    expires_at: str
    findings_count: int
    id: str
    name: str
    score: float
    """Trust: 0 (never) to 100 (nothing speaks against it)."""
    size_bytes: int
    worst: Literal["info", "low", "medium", "high", "critical"] | None


class ScanText(TypedDict):
    """A text to look through."""

    name: NotRequired[str]
    """A file name tells how the text is read."""
    text: str


class ScanUnread(TypedDict):
    """What was not read, and why."""

    path: str
    reason: str


class SecondFactorRead(TypedDict):
    """The second factors of whoever asks."""

    app_added_at: str | None
    """Null without an authenticator app."""
    has_password: bool
    is_required: bool
    """Whether the organization requires a second factor."""
    passkeys: int
    recovery_codes_left: int


class SecurityEventRead(TypedDict):
    """One thing that was seen, and what was done."""

    action: Literal["off", "monitor", "flag", "redact", "block"]
    agent: str | None
    api_key_id: str | None
    at: str
    confidence: float
    conversation_id: str | None
    detector: str
    evidence: str
    """What was seen: its outline only, where it is a secret or about a person."""
    explanation: str
    family: Literal["prompt_injection", "secrets", "pii", "malware", "links", "other"]
    feedback: Literal["false_alarm", "confirmed"] | None
    feedback_note: str | None
    id: str
    incident_id: str | None
    layers: Sequence[str]
    """What was undone to see it, such as base64."""
    mission_id: str | None
    references: Sequence[str]
    remedy: str
    request_id: str | None
    severity: Literal["info", "low", "medium", "high", "critical"]
    title: str
    tool: str | None
    user_id: str
    where: Literal["prompt", "answer", "tool_arguments", "tool_result", "tool_description", "upload", "memory"]


class SeriesRead(TypedDict):
    """One value per bucket, in the buckets' order."""

    cache_write_tokens: Sequence[int]
    cached_input_tokens: Sequence[int]
    calls: Sequence[int]
    cost_usd: Sequence[str]
    failed_calls: Sequence[int]
    input_tokens: Sequence[int]
    output_tokens: Sequence[int]
    reasoning_tokens: Sequence[int]
    saved_usd: Sequence[str]


class ServedModelRead(TypedDict):
    """A model that can be called, and the price of calls with little input."""

    cache_write_usd_per_million: str
    cached_input_usd_per_million: str
    calls_tools: bool | None
    connection: str
    """The first that is asked."""
    context_window_tokens: int | None
    follows_schema: bool | None
    input_usd_per_million: str
    is_deprecated: bool
    is_free: bool
    max_output_tokens: int | None
    model: str
    name: str
    output_usd_per_million: str
    price_tiers: Sequence[int]
    """Input tokens above which a dearer tier prices the whole call."""
    price_version: str
    provider: str
    takes_images: bool | None
    """Null of this and the next three: not known here."""
    thinks: bool | None


class ServiceAccountCreate(TypedDict):
    """A new service account of the organization."""

    description: NotRequired[str | None]
    """What it is for."""
    name: str
    roles: NotRequired[Sequence[str]]


class SetUpResult(TypedDict):
    """A login session that began with adding a second factor."""

    access_token: str | None
    """Only with `delivery` body."""
    expires_in_s: int
    """How long the access token is valid, in seconds."""
    recovery_codes: Sequence[str] | None
    """Each works once, instead of the second factor. Shown this once; null where you have some already."""
    refresh_token: str | None
    """Only with `delivery` body. Null also when another refresh came first within seconds: the token that the other
    one received is the one to keep.
    """
    user: Me


class SignInPolicy(TypedDict):
    """What an organization asks of its members when they sign in."""

    second_factor_required: bool
    """Members without a second factor are signed out and add one when they sign in."""


class SignedOut(TypedDict):
    """How many login sessions were ended."""

    ended: int


class SourceRead(TypedDict):
    """Where it comes from."""

    kind: Literal["builtin", "package", "project", "code"]
    module: str
    path: str | None
    """File within a project; its place on the machine is nobody's business."""


class SpendRead(TypedDict):
    """Spending over time, dearest group first."""

    bucket: Literal["hour", "day", "week", "month"]
    buckets: Sequence[str]
    """When each begins; the first may lie before `since`."""
    groups: Sequence[GroupRead]
    since: str
    time_zone: str
    """In which buckets begin."""
    totals: SumsRead
    totals_before: SumsRead
    """Of the period of the same length before."""
    until: str


class StatisticsRead(TypedDict):
    """How it has done. Every figure rests on `n` uses of the last `days`, and is null where there are none."""

    confidence: float | None
    """0 to 1: lower end of the 95 % interval of the success share."""
    cost_usd_mean: str | None
    cost_usd_total: str
    days: int
    feedback: OpinionRead
    n: int
    p50_ms: int | None
    p95_ms: int | None
    success_share: float | None
    """0 to 1."""


class StepRead(TypedDict):
    """One of the six steps and its band of the mission's progress."""

    finished_at: str | None
    index: int
    key: str
    message: str | None
    percent_from: float
    percent_to: float
    started_at: str | None
    state: Literal["pending", "running", "completed", "failed", "skipped"]
    title: str
    tries: int


class SumsRead(TypedDict):
    """What some calls come to."""

    cache_write_tokens: int
    """Part of the input, written to a provider's cache."""
    cached_input_tokens: int
    """Part of the input, read from a provider's cache."""
    calls: int
    cost_usd: str
    estimated_share: float
    """Share of the calls whose usage was estimated, 0 to 1."""
    failed_calls: int
    input_tokens: int
    output_tokens: int
    reasoning_tokens: int
    """Part of the output."""
    saved_usd: str
    """What cached input or cached answers saved."""


class TargetSettings(TypedDict):
    """One place where a model route leads."""

    connection: str
    model: str
    """The name the provider knows."""
    weight: NotRequired[int]
    """Share of the calls among those that serve the same model."""


class TeamCreate(TypedDict):
    """A new team, without members yet."""

    name: str


class TeamRead(TypedDict):
    """A team and who is in it."""

    created_at: str
    id: str
    member_ids: Sequence[str]
    name: str


class TierRead(TypedDict):
    """Prices of calls with more input than a bound."""

    above_input_tokens: int
    """0: from the first token."""
    cache_write_1h_usd: str
    cache_write_usd: str
    cached_input_usd: str
    input_audio_usd: str
    input_usd: str
    output_audio_usd: str
    output_usd: str
    reasoning_usd: str


class ToolRead(TypedDict):
    """A tool as people and models see it."""

    after: Sequence[str]
    category: str
    confirm: bool
    """A person approves each call."""
    cost_usd: str
    """Estimate of one call."""
    description: str
    input_schema: Mapping[str, Any]
    is_permitted: bool
    """Whether you hold its permissions."""
    name: str
    output_schema: Mapping[str, Any]
    permissions: Sequence[str]
    score: float | None
    """How near it came to `q`; compares within one answer only."""
    source: SourceRead
    statistics: StatisticsRead
    timeout_s: float
    title: str


class ToolTry(TypedDict):
    """One call of a tool without an agent."""

    arguments: NotRequired[Mapping[str, Any]]
    confirmed: NotRequired[bool]
    """You approve this call, where the tool wants a person's approval."""
    file_ids: NotRequired[Sequence[str]]
    """Uploaded files it may read."""


class ToolUseRead(TypedDict):
    """One tool call of a run."""

    call_id: str
    duration_s: float
    name: str
    ok: bool
    summary: str


class TopicRead(TypedDict):
    """A topic that people and endpoints can hear of."""

    description: str
    is_of_owner: bool
    """You hear only of what is your own; an endpoint hears of all."""
    name: str
    permission: str
    """What you must hold to hear of it."""


class TrendPoint(TypedDict):
    """How many events of one family met one action within one hour or day."""

    action: Literal["off", "monitor", "flag", "redact", "block"]
    at: str
    events: int
    family: Literal["prompt_injection", "secrets", "pii", "malware", "links", "other"]


class TrendRead(TypedDict):
    """Events over time. Hours and days without any are left out."""

    dropped: int
    """Events that this process could not write since it started."""
    points: Sequence[TrendPoint]
    totals: Mapping[str, int]


class TriedRead(TypedDict):
    """What a call of a tool gave."""

    artifacts: Sequence[ArtifactRead]
    citations: Sequence[Mapping[str, Any]]
    duration_ms: int
    error: Mapping[str, Any] | None
    """Code and message, when it failed."""
    navigate: str | None
    ok: bool
    output: Any
    summary: str
    text: str
    """What a model would read."""


class TriedSighting(TypedDict):
    """One finding, its place in the text, and what is done about it."""

    action: Literal["off", "monitor", "flag", "redact", "block"]
    """`off`: seen, and passed over by the policy."""
    confidence: float
    detector: str
    end: int
    evidence: str
    explanation: str
    family: Literal["prompt_injection", "secrets", "pii", "malware", "links", "other"]
    layers: Sequence[str]
    references: Sequence[str]
    remedy: str
    severity: Literal["info", "low", "medium", "high", "critical"]
    start: int
    """In characters (Unicode code points)."""
    title: str


class TriedText(TypedDict):
    """What would happen to a text. Nothing is stored."""

    allowed: bool
    sightings: Sequence[TriedSighting]
    text: str
    """What would be passed on; empty when it is blocked."""
    took_ms: float
    """For the scan alone."""


class TrustHistory(TypedDict):
    """A score, and how it came to that."""

    history: Sequence[TrustPoint]
    """Oldest first, one for each day."""
    kind: Literal["tool", "agent", "api_key", "skill"]
    name: str
    """Of an API key its id."""
    reasons: Sequence[TrustReason]
    """What moved it, most first."""
    score: float
    """0 (never) to 100 (nothing speaks against it)."""


class TrustPoint(TypedDict):
    """The score at the end of one day."""

    at: str
    score: float


class TrustRead(TypedDict):
    """How far a tool, agent, API key or skill is trusted."""

    kind: Literal["tool", "agent", "api_key", "skill"]
    name: str
    """Of an API key its id."""
    reasons: Sequence[TrustReason]
    """What moved it, most first."""
    score: float
    """0 (never) to 100 (nothing speaks against it)."""


class TrustReason(TypedDict):
    """What moved a score, and by how many points."""

    points: float
    words: str


class TryPast(TypedDict):
    """A policy that might be laid down, to be held against what was seen."""

    days: NotRequired[int]
    rules: Sequence[RuleBody]
    scope_id: NotRequired[str]
    scope_kind: NotRequired[Literal["organization", "agent", "tool"]]


class TryRead(TypedDict):
    """One try of a delivery."""

    number: int
    outcome: Literal["started", "delivered", "failed", "refused", "gone"]
    """`started` with nothing after it: its process ended meanwhile, and the message was sent again."""
    response: str | None
    """How the receiver answered: shortened, secrets masked."""
    started_at: str
    status_code: int | None
    took_ms: int | None


class TryText(TypedDict):
    """A text, and where it would stand."""

    agent: NotRequired[str | None]
    rules: NotRequired[Sequence[RuleBody] | None]
    """Instead of the organization's own rules, to see what they would do."""
    text: str
    tool: NotRequired[str | None]
    where: NotRequired[
        Literal["prompt", "answer", "tool_arguments", "tool_result", "tool_description", "upload", "memory"]
    ]


class TurnCreate(TypedDict):
    """A message to an agent, or the wish for another answer."""

    agent: NotRequired[str | None]
    """Who answers; the conversation's agent when left out."""
    context: NotRequired[Place | None]
    conversation_id: NotRequired[str | None]
    """A new conversation begins when left out."""
    edit_of: NotRequired[str | None]
    """A message of yours; this one takes its place on a new branch."""
    files: NotRequired[Sequence[str]]
    """Uploaded files that the message is about."""
    message: NotRequired[str | None]
    """What the person says, at most 8 KB; left out to regenerate."""
    model: NotRequired[str | None]
    """Instead of the agent's own choice."""
    parent_id: NotRequired[str | None]
    """The answer to write under; the end of the branch when left out."""
    regenerate: NotRequired[str | None]
    """An answer; another one is made beside it."""
    when_busy: NotRequired[Literal["queue", "refuse"]]
    """While another turn of the conversation is at work: wait, or 409 `conversation_busy`."""


class TurnRead(TypedDict):
    """A turn: a question, its answer, and how far the answer is."""

    agent: str
    answer_id: str
    conversation_id: str
    created_at: str
    error: Mapping[str, Any] | None
    finished_at: str | None
    id: str
    question_id: str
    seq: int
    """Of the last event of its stream."""
    started_at: str | None
    state: Literal["queued", "running", "waiting", "completed", "failed", "stopped", "interrupted"]


class UsageRead(TypedDict):
    """What you used in chat."""

    by_agent: Sequence[UsageSliceRead]
    by_day: Sequence[UsageSliceRead]
    by_model: Sequence[UsageSliceRead]
    cache_hit_rate: float | None
    cached_input_tokens: int
    conversations: int
    cost_usd: str
    days: int
    input_tokens: int
    output_tokens: int
    turns: int


class UsageSliceRead(TypedDict):
    """A part of what was used: a day, an agent or a model."""

    cost_usd: str
    input_tokens: int
    name: str
    output_tokens: int
    turns: int


class UserCreate(TypedDict):
    """A new user of the organization."""

    email: str
    name: str
    password: str
    """Their first password; the policy applies."""
    roles: NotRequired[Sequence[str]]
    time_zone: NotRequired[str | None]


class UserRead(TypedDict):
    """A user as administrators see them."""

    created_at: str
    description: str | None
    """What a service account is for."""
    email: str
    """Of a service account its handle, to which nothing can be sent."""
    email_verified_at: str | None
    """When a link sent to the e-mail was followed."""
    has_second_factor: bool
    """An authenticator app or a passkey."""
    id: str
    is_active: bool
    kind: Literal["person", "service"]
    last_login_at: str | None
    last_seen_at: str | None
    """When they last used a page or a key, to some minutes."""
    name: str
    roles: Sequence[str]
    teams: Sequence[str]
    time_zone: str | None


class UserUpdate(TypedDict):
    """What to change; a field that is left out stays."""

    description: NotRequired[str | None]
    """What a service account is for."""
    is_active: NotRequired[bool | None]
    """False signs them out everywhere and stops their keys."""
    name: NotRequired[str | None]
    roles: NotRequired[Sequence[str] | None]
    time_zone: NotRequired[str | None]


class WaysIn(TypedDict):
    """How one can sign in, for the page that asks."""

    issuers: Sequence[IssuerRead]
    sign_up: Literal["closed", "invite", "open"]


class WindowRead(TypedDict):
    """One period of a budget."""

    ends_at: str | None
    held_usd: str
    """Held for calls in flight."""
    limit_usd: str
    """The limit in force, raises included."""
    remaining_usd: str
    """What further calls may cost; never below zero."""
    spent_usd: str
    starts_at: str


class WorkRead(TypedDict):
    """What one mission or conversation cost."""

    id: str
    name: str | None
    totals: SumsRead
