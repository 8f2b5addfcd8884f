"""Where a program sends to or fetches from, judged by the address alone.

An address that costs nothing, needs no name and is gone tomorrow is what data is stolen to and payloads come from.
Sources of the lists: the services' own pages; abuse.ch and the Living Off Trusted Sites project describe their misuse.
"""

import ipaddress
import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

URL = re.compile(r"(?:https?|wss?|ftp|tcp|hxxps?)://[^\s'\"`<>|;)\]}\\,]+", re.IGNORECASE)
_HOST = re.compile(r"^[a-z+]+://(?:[^/@\s]*@)?(\[[0-9a-f:.]+\]|[^/:?#\s]+)", re.IGNORECASE)
_NUMERIC = re.compile(r"^(?:0x[0-9a-f]{8}|\d{8,10})$", re.IGNORECASE)


class Standing(StrEnum):
    """How far an address is to be trusted."""

    LOCAL = "of this machine or network"
    KNOWN = "a known publisher"
    ORDINARY = "an ordinary host"
    SHORTENED = "a shortened address"
    HOSTED = "a free host"
    THROWAWAY = "a catcher, tunnel or paste service"
    BARE = "a bare IP address"

    @property
    def is_shady(self) -> bool:
        """Whether no one answers for this address."""
        return self in {Standing.SHORTENED, Standing.THROWAWAY, Standing.BARE}


_KNOWN = (
    "astral.sh", "rustup.rs", "docker.com", "deno.land", "bun.sh", "brew.sh", "nodesource.com", "python.org", "pypa.io",
    "python-poetry.org", "nodejs.org", "npmjs.org", "npmjs.com", "pypi.org", "github.com", "githubusercontent.com",
    "github.io", "gitlab.com", "golang.org", "go.dev", "rust-lang.org", "crates.io", "anthropic.com", "claude.ai",
    "openai.com",
    "google.com", "googleapis.com", "microsoft.com", "azure.com", "windows.net", "amazonaws.com", "aws.amazon.com",
    "apple.com",
    "vercel.com", "cloudflare.com", "huggingface.co", "ollama.com", "ollama.ai", "slack.com", "stripe.com",
    "get.pnpm.io",
    "pnpm.io", "yarnpkg.com", "starkware.co", "foundry.paradigm.xyz", "install.python-poetry.org", "sdkman.io",
    "nixos.org",
    "kubernetes.io", "helm.sh", "hashicorp.com", "debian.org", "ubuntu.com", "trailofbits.com", "semgrep.dev",
    "linear.app",
    "notion.com", "atlassian.com", "figma.com", "jsdelivr.net", "unpkg.com", "wikipedia.org", "w3.org", "mozilla.org",
)  # fmt: skip
_THROWAWAY = (
    "webhook.site", "requestbin.com", "requestbin.net", "pipedream.net", "beeceptor.com", "requestcatcher.com",
    "hookbin.com",
    "webhookrelay.com", "oast.fun", "oast.me", "oast.pro", "oast.live", "oast.site", "oast.online", "interact.sh",
    "burpcollaborator.net", "oastify.com", "dnslog.cn", "ceye.io", "canarytokens.com", "ngrok.io", "ngrok.app",
    "ngrok.dev",
    "ngrok-free.app", "ngrok-free.dev", "trycloudflare.com", "loca.lt", "localtunnel.me", "serveo.net",
    "localhost.run", "lhr.life",
    "pagekite.me", "bore.pub", "pastebin.com", "paste.ee", "hastebin.com", "rentry.co", "dpaste.org",
    "ghostbin.com", "transfer.sh",
    "file.io", "0x0.st", "anonfiles.com", "gofile.io", "catbox.moe", "bashupload.com", "temp.sh", "termbin.com",
    "ix.io", "sprunge.us",
    "iplogger.org", "grabify.link", "ip-api.com", "mocky.io", "duckdns.org", "no-ip.org", "ddns.net", "hopto.org",
    "onion", "cdn.discordapp.com",
    "ip.me", "ipinfo.io", "ipify.org", "ipapi.co", "ifconfig.me", "icanhazip.com",
)  # fmt: skip
_SHORTENED = (
    "bit.ly",
    "tinyurl.com",
    "t.co",
    "is.gd",
    "cutt.ly",
    "goo.gl",
    "ow.ly",
    "rb.gy",
    "shorturl.at",
    "v.gd",
    "t.ly",
    "s.id",
)
_HOSTED = (
    "onrender.com", "herokuapp.com", "workers.dev", "repl.co", "replit.app", "glitch.me", "000webhostapp.com",
    "pages.dev", "netlify.app",
    "web.app", "firebaseapp.com", "fly.dev", "railway.app", "deta.dev", "surge.sh", "github.dev",
    "azurewebsites.net", "comlu.com",
)  # fmt: skip
_ECHOES = frozenset({"ip-api.com", "ip.me", "ipinfo.io", "ipify.org", "ipapi.co", "ifconfig.me", "icanhazip.com"})
_FREE_ZONES = frozenset(
    {"tk", "ml", "ga", "cf", "gq", "top", "pw", "icu", "zip", "mov"}
)  # most abused, Spamhaus's yearly reports
_LOCAL_ZONES = (".local", ".internal", ".lan", ".localhost", ".svc")
_RESOLVERS = frozenset({"1.1.1.1", "1.0.0.1", "8.8.8.8", "8.8.4.4", "9.9.9.9"})
_TABLE = {
    **dict.fromkeys(_KNOWN, Standing.KNOWN),
    **dict.fromkeys(_HOSTED, Standing.HOSTED),
    **dict.fromkeys(_SHORTENED, Standing.SHORTENED),
    **dict.fromkeys(_THROWAWAY, Standing.THROWAWAY),
}
_HOOKS = re.compile(
    r"(?i)discord(?:app)?\.com/api/webhooks|api\.telegram\.org/bot|hooks\.zapier\.com|maker\.ifttt\.com/trigger"
)


@dataclass(frozen=True, slots=True)
class Destination:
    """An address and how far it is trusted."""

    url: str
    host: str
    standing: Standing

    @property
    def is_plain(self) -> bool:
        """Whether anyone on the way can change what it answers."""
        return self.url.lower().startswith(("http:", "ftp:", "hxxp:"))


def destinations_in(text: str) -> list[Destination]:
    """Return the addresses that a text names, in order, at most 50."""
    return [destination_of(match[0]) for match, _ in zip(URL.finditer(text), range(50), strict=False)]


@lru_cache(maxsize=2048)
def destination_of(url: str) -> Destination:
    """Judge one address."""
    match = _HOST.match(url)
    host = match[1].lower().replace("[.]", ".").strip("[]") if match else ""
    return Destination(url, host, Standing.THROWAWAY if _HOOKS.search(url) else standing_of(host))


def standing_of(host: str) -> Standing:
    """Judge a host by its name or number."""
    if _NUMERIC.match(host):
        return Standing.BARE
    try:
        return _standing_of_address(ipaddress.ip_address(host))
    except ValueError:
        pass
    if host == "localhost" or host.endswith(_LOCAL_ZONES) or not host or "\0" in host or "{" in host or "$" in host:
        return Standing.LOCAL if host else Standing.ORDINARY
    parts = host.split(".")
    if len(parts) == 1:
        return Standing.THROWAWAY if host == "onion" else Standing.LOCAL
    for begin in range(len(parts)):
        if found := _TABLE.get(".".join(parts[begin:])):
            return found
    return Standing.HOSTED if parts[-1] in _FREE_ZONES else Standing.ORDINARY


def tells_own_address(host: str) -> bool:
    """Whether a host answers with the caller's address or place."""
    return any(host == echo or host.endswith(f".{echo}") for echo in _ECHOES)


def _standing_of_address(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> Standing:
    if str(address) in _RESOLVERS:
        return Standing.KNOWN
    local = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16") if address.version == 4 else ("fc00::/7",)
    is_near = address.is_loopback or address.is_link_local or address.is_unspecified
    return Standing.LOCAL if is_near or any(address in ipaddress.ip_network(net) for net in local) else Standing.BARE
