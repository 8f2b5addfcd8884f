"""The security headers of every answer, and the page's content security policy."""

from starlette.datastructures import MutableHeaders

SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-XSS-Protection": "0",  # the filter itself was a hole; current practice turns it off
    "Cache-Control": "no-store",  # what somebody was shown stays in no cache; files of the page say otherwise
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",  # no other site may embed an answer; what CORS allows still passes
    "X-Permitted-Cross-Domain-Policies": "none",
    "Permissions-Policy": ", ".join(
        f"{feature}=()"
        for feature in (
            "accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer", "microphone",
            "midi", "payment", "usb", "xr-spatial-tracking",
        )
    ),
}  # fmt: skip
# Only over TLS: on plain http browsers must ignore it (RFC 6797, section 7.2), and a laptop's name should not get it.
HSTS = "max-age=31536000; includeSubDomains; preload"


def content_security_policy(nonce: str) -> str:
    """Return the page's policy: nothing inline without the nonce, nothing from elsewhere, no text turned into code."""
    return (
        f"default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; "
        "img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; "
        "object-src 'none'; frame-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )


def add_security_headers(headers: MutableHeaders, *, nonce: str, scheme: str) -> None:
    """Add what an answer lacks; what its route has set stays.

    Args:
        headers: of the answer.
        nonce: that scripts and styles of this page carry.
        scheme: by which the request came, as far as trusted proxies tell.
    """
    for name, value in SECURITY_HEADERS.items():
        headers.setdefault(name, value)
    headers.setdefault("Content-Security-Policy", content_security_policy(nonce))
    if scheme == "https":
        headers.setdefault("Strict-Transport-Security", HSTS)
