# Written by `python -m scripts.reference` from the OpenAPI document. Change the routes instead.
"""Security."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Unpack

from pilothouse.client import schemas
from pilothouse.client.connection import AsyncConnection, Connection
from pilothouse.client.downloads import AsyncDownload, Download
from pilothouse.client.listing import AsyncListing, Listing
from pilothouse.client.request import Upload


class Security:
    """Security."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def change_incident(self, incident_id: str, /, **body: Unpack[schemas.IncidentUpdate]) -> schemas.IncidentRead:
        """Acknowledge or resolve an incident, open it again, or write a note down."""
        return self._connection.send("PATCH", "/api/v1/security/incidents/{}", (incident_id,), body=body)

    def delete_exception(self, exception_id: str, /) -> None:
        """Look for it again from the next text on."""
        return self._connection.send("DELETE", "/api/v1/security/exceptions/{}", (exception_id,))

    def delete_policy(self, scope_kind: str, scope_id: str, /) -> None:
        """Go back to what lies above: the organization's policy, or the standard.

        Args:
            scope_id: Name of the agent or tool, else `-`.
        """
        return self._connection.send(
            "DELETE",
            "/api/v1/security/policies/{}/{}",
            (
                scope_kind,
                scope_id,
            ),
        )

    def download_report(self, scan_id: str, /, *, format: Literal["sarif", "json", "html"] | None = None) -> Download:
        """Download the report: SARIF 2.1 for other programs, JSON, or a page that stands alone."""
        return self._connection.download(
            "GET", "/api/v1/security/scans/{}/report", (scan_id,), query={"format": format}
        )

    def give_feedback(self, event_id: str, /, **body: Unpack[schemas.FeedbackWrite]) -> schemas.SecurityEventRead:
        """Call an event confirmed or a false alarm; of a false alarm, let the like of it pass from now on."""
        return self._connection.send("PUT", "/api/v1/security/events/{}/feedback", (event_id,), body=body)

    def list_detectors(self) -> schemas.DetectorsRead:
        """List every detector, whether it finds its own sample, and how often it has seen something lately."""
        return self._connection.send("GET", "/api/v1/security/detectors")

    def list_events(
        self,
        *,
        since: str | None = None,
        until: str | None = None,
        where: Sequence[
            Literal["prompt", "answer", "tool_arguments", "tool_result", "tool_description", "upload", "memory"]
        ]
        | None = None,
        family: Sequence[Literal["prompt_injection", "secrets", "pii", "malware", "links", "other"]] | None = None,
        action: Sequence[Literal["off", "monitor", "flag", "redact", "block"]] | None = None,
        severity: Sequence[Literal["info", "low", "medium", "high", "critical"]] | None = None,
        detector: str | None = None,
        agent: str | None = None,
        tool: str | None = None,
        user_id: str | None = None,
        api_key_id: str | None = None,
        conversation_id: str | None = None,
        mission_id: str | None = None,
        request_id: str | None = None,
        incident_id: str | None = None,
        feedback: Literal["false_alarm", "confirmed"] | None = None,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Listing[schemas.SecurityEventRead]:
        """List what was seen and what was done about it, newest first.

        Args:
            since: At or after this time.
            until: Before this time.
            detector: Beginning of a detector's id, such as `secret_`.
            page_size: How many to fetch at a time.
            cursor: `meta.pagination.next_cursor` of the page before.
        """
        return self._connection.listing(
            "GET",
            "/api/v1/security/events",
            query={
                "since": since,
                "until": until,
                "where": where,
                "family": family,
                "action": action,
                "severity": severity,
                "detector": detector,
                "agent": agent,
                "tool": tool,
                "user_id": user_id,
                "api_key_id": api_key_id,
                "conversation_id": conversation_id,
                "mission_id": mission_id,
                "request_id": request_id,
                "incident_id": incident_id,
                "feedback": feedback,
                "limit": page_size,
                "cursor": cursor,
            },
        )

    def list_exceptions(self) -> Listing[schemas.ExceptionRead]:
        """List what was called a false alarm, and passes since."""
        return self._connection.listing("GET", "/api/v1/security/exceptions")

    def list_incidents(
        self,
        *,
        status: Literal["open", "acknowledged", "resolved"] | None = None,
        least_severity: Literal["info", "low", "medium", "high", "critical"] | None = None,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Listing[schemas.IncidentRead]:
        """List incidents, those that saw something last first.

        Args:
            page_size: How many to fetch at a time.
            cursor: `meta.pagination.next_cursor` of the page before.
        """
        return self._connection.listing(
            "GET",
            "/api/v1/security/incidents",
            query={"status": status, "least_severity": least_severity, "limit": page_size, "cursor": cursor},
        )

    def list_policies(self) -> Listing[schemas.PolicyRead]:
        """List the organization's policy, then those of its agents and tools, each with what holds in the end."""
        return self._connection.listing("GET", "/api/v1/security/policies")

    def list_scans(self, *, page_size: int | None = None, cursor: str | None = None) -> Listing[schemas.ScanSummary]:
        """List scans, newest first.

        Args:
            page_size: How many to fetch at a time.
            cursor: `meta.pagination.next_cursor` of the page before.
        """
        return self._connection.listing("GET", "/api/v1/security/scans", query={"limit": page_size, "cursor": cursor})

    def list_trust(
        self, *, kind: Literal["tool", "agent", "api_key", "skill"] | None = None
    ) -> Listing[schemas.TrustRead]:
        """List the tools, agents or API keys that something was seen of, or the scanned skills; least trusted first.

        A tool, agent or key that is not in the list has a score of 100, a skill that nobody has scanned one of
        70.
        """
        return self._connection.listing("GET", "/api/v1/security/trust", query={"kind": kind})

    def put_policy(self, scope_kind: str, scope_id: str, /, **body: Unpack[schemas.PolicyWrite]) -> schemas.PolicyRead:
        """Lay down what is done about findings in the whole organization, or around one agent or tool.

        Args:
            scope_id: Name of the agent or tool, else `-`.
        """
        return self._connection.send(
            "PUT",
            "/api/v1/security/policies/{}/{}",
            (
                scope_kind,
                scope_id,
            ),
            body=body,
        )

    def read_event(self, event_id: str, /) -> schemas.SecurityEventRead:
        """Return one event."""
        return self._connection.send("GET", "/api/v1/security/events/{}", (event_id,))

    def read_incident(self, incident_id: str, /) -> schemas.IncidentRead:
        """Return one incident; its events are listed under `/security/events?incident_id=`."""
        return self._connection.send("GET", "/api/v1/security/incidents/{}", (incident_id,))

    def read_scan(self, scan_id: str, /) -> schemas.ScanRead:
        """Return one scan with everything it found."""
        return self._connection.send("GET", "/api/v1/security/scans/{}", (scan_id,))

    def read_trend(self, *, days: int | None = None, by: Literal["hour", "day"] | None = None) -> schemas.TrendRead:
        """Count events by hour or day, family and action."""
        return self._connection.send("GET", "/api/v1/security/trend", query={"days": days, "by": by})

    def read_trust(self, kind: str, name: str, /, *, days: int | None = None) -> schemas.TrustHistory:
        """Return how far a tool, agent, API key or skill is trusted, why, and how that came to be."""
        return self._connection.send(
            "GET",
            "/api/v1/security/trust/{}/{}",
            (
                kind,
                name,
            ),
            query={"days": days},
        )

    def scan_pasted(self, **body: Unpack[schemas.ScanText]) -> schemas.ScanRead:
        """Look through a text: instructions, code, a manifest of tools."""
        return self._connection.send("POST", "/api/v1/security/scans/text", body=body)

    def scan_upload(self, file: Upload) -> schemas.ScanRead:
        """Look through one file as multipart field `file`: a zip of a skill or folder, or a text; up to 50 MB.

        The file itself is not kept; the report is, for 30 days.
        """
        return self._connection.send("POST", "/api/v1/security/scans", file=file)

    def try_past(self, **body: Unpack[schemas.TryPast]) -> schemas.PastRead:
        """Hold a policy against the events of the last days before it is laid down."""
        return self._connection.send("POST", "/api/v1/security/try/past", body=body)

    def try_text(self, **body: Unpack[schemas.TryText]) -> schemas.TriedText:
        """Say what would happen to a text in some place. Nothing is stored and nobody is told."""
        return self._connection.send("POST", "/api/v1/security/try", body=body)


class AsyncSecurity:
    """Security."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def change_incident(
        self, incident_id: str, /, **body: Unpack[schemas.IncidentUpdate]
    ) -> schemas.IncidentRead:
        """Acknowledge or resolve an incident, open it again, or write a note down."""
        return await self._connection.send("PATCH", "/api/v1/security/incidents/{}", (incident_id,), body=body)

    async def delete_exception(self, exception_id: str, /) -> None:
        """Look for it again from the next text on."""
        return await self._connection.send("DELETE", "/api/v1/security/exceptions/{}", (exception_id,))

    async def delete_policy(self, scope_kind: str, scope_id: str, /) -> None:
        """Go back to what lies above: the organization's policy, or the standard.

        Args:
            scope_id: Name of the agent or tool, else `-`.
        """
        return await self._connection.send(
            "DELETE",
            "/api/v1/security/policies/{}/{}",
            (
                scope_kind,
                scope_id,
            ),
        )

    def download_report(
        self, scan_id: str, /, *, format: Literal["sarif", "json", "html"] | None = None
    ) -> AsyncDownload:
        """Download the report: SARIF 2.1 for other programs, JSON, or a page that stands alone."""
        return self._connection.download(
            "GET", "/api/v1/security/scans/{}/report", (scan_id,), query={"format": format}
        )

    async def give_feedback(self, event_id: str, /, **body: Unpack[schemas.FeedbackWrite]) -> schemas.SecurityEventRead:
        """Call an event confirmed or a false alarm; of a false alarm, let the like of it pass from now on."""
        return await self._connection.send("PUT", "/api/v1/security/events/{}/feedback", (event_id,), body=body)

    async def list_detectors(self) -> schemas.DetectorsRead:
        """List every detector, whether it finds its own sample, and how often it has seen something lately."""
        return await self._connection.send("GET", "/api/v1/security/detectors")

    def list_events(
        self,
        *,
        since: str | None = None,
        until: str | None = None,
        where: Sequence[
            Literal["prompt", "answer", "tool_arguments", "tool_result", "tool_description", "upload", "memory"]
        ]
        | None = None,
        family: Sequence[Literal["prompt_injection", "secrets", "pii", "malware", "links", "other"]] | None = None,
        action: Sequence[Literal["off", "monitor", "flag", "redact", "block"]] | None = None,
        severity: Sequence[Literal["info", "low", "medium", "high", "critical"]] | None = None,
        detector: str | None = None,
        agent: str | None = None,
        tool: str | None = None,
        user_id: str | None = None,
        api_key_id: str | None = None,
        conversation_id: str | None = None,
        mission_id: str | None = None,
        request_id: str | None = None,
        incident_id: str | None = None,
        feedback: Literal["false_alarm", "confirmed"] | None = None,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> AsyncListing[schemas.SecurityEventRead]:
        """List what was seen and what was done about it, newest first.

        Args:
            since: At or after this time.
            until: Before this time.
            detector: Beginning of a detector's id, such as `secret_`.
            page_size: How many to fetch at a time.
            cursor: `meta.pagination.next_cursor` of the page before.
        """
        return self._connection.listing(
            "GET",
            "/api/v1/security/events",
            query={
                "since": since,
                "until": until,
                "where": where,
                "family": family,
                "action": action,
                "severity": severity,
                "detector": detector,
                "agent": agent,
                "tool": tool,
                "user_id": user_id,
                "api_key_id": api_key_id,
                "conversation_id": conversation_id,
                "mission_id": mission_id,
                "request_id": request_id,
                "incident_id": incident_id,
                "feedback": feedback,
                "limit": page_size,
                "cursor": cursor,
            },
        )

    def list_exceptions(self) -> AsyncListing[schemas.ExceptionRead]:
        """List what was called a false alarm, and passes since."""
        return self._connection.listing("GET", "/api/v1/security/exceptions")

    def list_incidents(
        self,
        *,
        status: Literal["open", "acknowledged", "resolved"] | None = None,
        least_severity: Literal["info", "low", "medium", "high", "critical"] | None = None,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> AsyncListing[schemas.IncidentRead]:
        """List incidents, those that saw something last first.

        Args:
            page_size: How many to fetch at a time.
            cursor: `meta.pagination.next_cursor` of the page before.
        """
        return self._connection.listing(
            "GET",
            "/api/v1/security/incidents",
            query={"status": status, "least_severity": least_severity, "limit": page_size, "cursor": cursor},
        )

    def list_policies(self) -> AsyncListing[schemas.PolicyRead]:
        """List the organization's policy, then those of its agents and tools, each with what holds in the end."""
        return self._connection.listing("GET", "/api/v1/security/policies")

    def list_scans(
        self, *, page_size: int | None = None, cursor: str | None = None
    ) -> AsyncListing[schemas.ScanSummary]:
        """List scans, newest first.

        Args:
            page_size: How many to fetch at a time.
            cursor: `meta.pagination.next_cursor` of the page before.
        """
        return self._connection.listing("GET", "/api/v1/security/scans", query={"limit": page_size, "cursor": cursor})

    def list_trust(
        self, *, kind: Literal["tool", "agent", "api_key", "skill"] | None = None
    ) -> AsyncListing[schemas.TrustRead]:
        """List the tools, agents or API keys that something was seen of, or the scanned skills; least trusted first.

        A tool, agent or key that is not in the list has a score of 100, a skill that nobody has scanned one of
        70.
        """
        return self._connection.listing("GET", "/api/v1/security/trust", query={"kind": kind})

    async def put_policy(
        self, scope_kind: str, scope_id: str, /, **body: Unpack[schemas.PolicyWrite]
    ) -> schemas.PolicyRead:
        """Lay down what is done about findings in the whole organization, or around one agent or tool.

        Args:
            scope_id: Name of the agent or tool, else `-`.
        """
        return await self._connection.send(
            "PUT",
            "/api/v1/security/policies/{}/{}",
            (
                scope_kind,
                scope_id,
            ),
            body=body,
        )

    async def read_event(self, event_id: str, /) -> schemas.SecurityEventRead:
        """Return one event."""
        return await self._connection.send("GET", "/api/v1/security/events/{}", (event_id,))

    async def read_incident(self, incident_id: str, /) -> schemas.IncidentRead:
        """Return one incident; its events are listed under `/security/events?incident_id=`."""
        return await self._connection.send("GET", "/api/v1/security/incidents/{}", (incident_id,))

    async def read_scan(self, scan_id: str, /) -> schemas.ScanRead:
        """Return one scan with everything it found."""
        return await self._connection.send("GET", "/api/v1/security/scans/{}", (scan_id,))

    async def read_trend(
        self, *, days: int | None = None, by: Literal["hour", "day"] | None = None
    ) -> schemas.TrendRead:
        """Count events by hour or day, family and action."""
        return await self._connection.send("GET", "/api/v1/security/trend", query={"days": days, "by": by})

    async def read_trust(self, kind: str, name: str, /, *, days: int | None = None) -> schemas.TrustHistory:
        """Return how far a tool, agent, API key or skill is trusted, why, and how that came to be."""
        return await self._connection.send(
            "GET",
            "/api/v1/security/trust/{}/{}",
            (
                kind,
                name,
            ),
            query={"days": days},
        )

    async def scan_pasted(self, **body: Unpack[schemas.ScanText]) -> schemas.ScanRead:
        """Look through a text: instructions, code, a manifest of tools."""
        return await self._connection.send("POST", "/api/v1/security/scans/text", body=body)

    async def scan_upload(self, file: Upload) -> schemas.ScanRead:
        """Look through one file as multipart field `file`: a zip of a skill or folder, or a text; up to 50 MB.

        The file itself is not kept; the report is, for 30 days.
        """
        return await self._connection.send("POST", "/api/v1/security/scans", file=file)

    async def try_past(self, **body: Unpack[schemas.TryPast]) -> schemas.PastRead:
        """Hold a policy against the events of the last days before it is laid down."""
        return await self._connection.send("POST", "/api/v1/security/try/past", body=body)

    async def try_text(self, **body: Unpack[schemas.TryText]) -> schemas.TriedText:
        """Say what would happen to a text in some place. Nothing is stored and nobody is told."""
        return await self._connection.send("POST", "/api/v1/security/try", body=body)
