"""One HTML page that stands alone: no script, nothing loaded, everything a stranger wrote escaped."""

from html import escape
from itertools import groupby

from pilothouse.shield.findings import Finding, Severity
from pilothouse.shield.skills.report import SkillReport

_STYLE = """
:root { color-scheme: light dark; --ink: #1c2430; --soft: #5b6675; --ground: #f6f7f9; --card: #fff;
  --line: #e1e5ea;
  --critical: #a3123a; --high: #c2410c; --medium: #9a6700; --low: #31608f; --info: #5b6675; --code: #f1f3f6; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6eaf0; --soft: #9aa6b5; --ground: #12161c; --card: #1a2029;
  --line: #2b3440; --critical: #ff7d9c; --high: #ff9d66; --medium: #e3b341; --low: #7db4e8; --info: #9aa6b5;
  --code: #222a35; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.55 system-ui, sans-serif; }
main { max-width: 58rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
h1 { font-size: 1.6rem; margin: 0 0 .25rem; overflow-wrap: anywhere; }
h2 { font-size: 1.05rem; margin: 2.25rem 0 .75rem; overflow-wrap: anywhere; }
p { margin: .35rem 0; } .soft { color: var(--soft); }
.counts { display: flex; flex-wrap: wrap; gap: .6rem; margin: 1.25rem 0; padding: 0; list-style: none; }
.counts li { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: .5rem .9rem; }
.counts b { font-size: 1.25rem; margin-right: .4rem; }
article { background: var(--card); border: 1px solid var(--line); border-left: .3rem solid var(--tone);
  border-radius: .6rem;   padding: .9rem 1.1rem; margin: .7rem 0; }
article h3 { font-size: 1rem; margin: 0 0 .2rem; } .tag { color: var(--tone); font-weight: 600; }
pre { background: var(--code); border-radius: .4rem; padding: .6rem .8rem; margin: .6rem 0; overflow-x: auto;
  white-space: pre-wrap;   overflow-wrap: anywhere; font: .85rem/1.5 ui-monospace, monospace; }
.critical { --tone: var(--critical); } .high { --tone: var(--high); } .medium { --tone: var(--medium); }
.low { --tone: var(--low); } .info { --tone: var(--info); }
"""


def to_html(report: SkillReport) -> str:
    """Return a report as one page."""
    title = f"Scan of {report.target}"
    return "\n".join([
        '<!doctype html><html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body><main>",
        f"<h1>{escape(title)}</h1>",
        f'<p class="soft">{escape(_summary(report))}</p>',
        _counts(report),
        *_files(report),
        *_skills(report),
        *_unread(report),
        "</main></body></html>",
    ])  # fmt: skip


def _summary(report: SkillReport) -> str:
    read = f"{report.files:,} files, {report.scanned_bytes:,} bytes read in {report.duration_s:.2f} s."
    return read if report.findings else f"{read} Nothing was found."


def _counts(report: SkillReport) -> str:
    numbers = {severity: sum(each.severity is severity for each in report.findings) for severity in reversed(Severity)}
    items = [
        f'<li class="{severity.name.lower()}"><b class="tag">{number}</b>{severity.name.lower()}</li>'
        for severity, number in numbers.items()
        if number
    ]
    return f'<ul class="counts">{"".join(items)}</ul>' if items else ""


def _files(report: SkillReport) -> list[str]:
    """Write findings file by file, those of the worst file first."""
    order: dict[str, int] = {}
    for each in report.findings:
        order.setdefault(each.path or "text", len(order))
    by_file = sorted(report.findings, key=lambda each: order[each.path or "text"])
    parts: list[str] = []
    for path, findings in groupby(by_file, key=lambda each: each.path or "text"):
        parts.append(f"<section><h2>{escape(path)}</h2>")
        parts += [_article(each) for each in findings]
        parts.append("</section>")
    return parts


def _article(finding: Finding) -> str:
    place = f"line {finding.line}" if finding.line else ""
    layers = f", inside {escape(' in '.join(reversed(finding.layers)))}" if finding.layers else ""
    evidence = f"<pre>{escape(finding.evidence)}</pre>" if finding.evidence else ""
    references = f'<p class="soft">{escape(", ".join(finding.references))}</p>' if finding.references else ""
    return (
        f'<article class="{finding.severity.name.lower()}"><h3>{escape(finding.title)}</h3>'
        f'<p class="soft"><span class="tag">{finding.severity.name.lower()}</span> · '
        f"{escape(finding.detector)} · {place}{layers}"
        f" · {finding.confidence:.0%} sure</p>{evidence}"
        f"<p>{escape(finding.explanation)}</p><p>{escape(finding.remedy)}</p>{references}</article>"
    )


def _skills(report: SkillReport) -> list[str]:
    if not report.skills:
        return []
    rows = [
        f"<p><b>{escape(each.name or each.path)}</b> <span class='soft'>asks for "
        f"{escape(', '.join(each.tools) or 'nothing named')}; "
        f"does {escape(', '.join(each.behaviours) or 'nothing by itself')}</span></p>"
        for each in report.skills
    ]
    return ["<section><h2>Skills</h2>", *rows, "</section>"]


def _unread(report: SkillReport) -> list[str]:
    if not report.unread:
        return []
    rows = [
        f'<p><b>{escape(each.path)}</b> <span class="soft">{escape(each.reason)}</span></p>'
        for each in report.unread[:200]
    ]
    return ["<section><h2>Left unread</h2>", *rows, "</section>"]
