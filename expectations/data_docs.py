"""Data Docs: what each check expected and found, as HTML that an auditor can read offline.

The page templates of Great Expectations load styles, scripts and images from the internet. Here its renderers write
the expectations and results, inside a page of our own without references to anything outside the evidence.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; color: #1d2530; background: #f4f6f8; margin: 0 auto; max-width: 72rem;
  padding: 1.5rem; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
a { color: #0b5cad; } code, pre { font: 13px/1.45 ui-monospace, monospace; }
table { border-collapse: collapse; background: #fff; width: 100%; margin: .5rem 0; }
th, td { border: 1px solid #d8dee4; padding: .3rem .6rem; text-align: left; vertical-align: top; }
th { background: #eaeef2; font-weight: 600; } td.count { text-align: right; }
.check { background: #fff; border: 1px solid #d8dee4; border-left: .4rem solid #8c959f; border-radius: .25rem;
  margin: .75rem 0; padding: .6rem 1rem; }
.check p { margin: .25rem 0; } .muted { color: #57606a; } .check table { width: auto; }
.state { border-radius: 1rem; color: #fff; font-size: .8rem; padding: .1rem .6rem; background: #6e7781; }
.failed { background: #b42318; } .warning { background: #bc6c00; }
.errored { background: #8250df; } .passed { background: #1a7f37; }
.check.failed { border-left-color: #b42318; } .check.errored { border-left-color: #8250df; }
.check.passed { border-left-color: #1a7f37; } .check.warning { border-left-color: #bc6c00; }
.check.failed, .check.errored, .check.passed, .check.warning { background: #fff; }
.badge { background: #eaeef2; border-radius: .25rem; padding: 0 .3rem; font-family: ui-monospace, monospace; }
.expectation { overflow-wrap: anywhere; }
"""

PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ title }}</title><style>{{ style }}</style></head><body>
{% block body %}{% endblock %}
</body></html>
"""

INDEX = """{% extends "page" %}{% block body %}
<h1>Data Docs</h1>
<p class="muted">Run {{ run_id }}. A critical check that failed or errored forbids publishing; a warning opens an
exception for its owner; info is only recorded.</p>
{% for stage, suites in stages %}
<h2>{{ {"gate_1": "Gate 1: raw feeds", "gate_2": "Gate 2: facts and marts"}[stage] }}</h2>
<table><tr><th>Suite</th><th>State</th><th>Passed</th><th>Failed</th><th>Errored</th><th>Not run</th><th>Owner</th>
<th>Needs attention</th></tr>
{% for suite in suites %}
<tr><td><a href="{{ stage }}/{{ suite.asset }}.html">{{ suite.asset }}</a></td>
<td><span class="state {{ suite.state }}">{{ suite.state | replace("_", " ") }}</span></td>
{% for status in ("passed", "failed", "errored", "not_run") %}
<td class="count">{{ suite.counts[status] or "" }}</td>
{% endfor %}
<td>{{ suite.owner }}</td>
<td>{% for check in suite.checks if check.status in ("failed", "errored") %}
{{ check.severity }}: <a href="{{ stage }}/{{ suite.asset }}.html#{{ check.check_id }}">{{ check.check_id }}</a>
({{ check.observed_value }})<br>
{% endfor %}</td></tr>
{% endfor %}</table>
{% endfor %}
{% endblock %}
"""

SUITE = """{% extends "page" %}{% block body %}
<p><a href="../index.html">Data Docs</a> / {{ stage }}</p>
<h1>{{ suite.asset }}</h1>
<p class="muted">Run {{ run_id }}. Owner {{ suite.owner }}. {{ suite.summary }}.</p>
{% for check, rendered in checks %}
<div class="check {{ check.state }}" id="{{ check.check_id }}">
<p><span class="state {{ check.state }}">{{ check.status | replace("_", " ") }}</span>
<strong>{{ check.check_id }}</strong> <span class="muted">{{ check.severity }}</span></p>
<p>{{ check.rationale }}</p>
{% if rendered %}<p class="expectation muted">{{ rendered | render_content_block }}</p>{% endif %}
{% if check.observed_value %}<p>Observed: {{ check.observed_value }}</p>{% endif %}
{% if check.examples %}
<p class="muted">Keys of the first {{ check.examples | length }} of {{ check.failed_count }}:</p>
<table><tr>{% for name in check.examples[0] %}<th>{{ name }}</th>{% endfor %}</tr>
{% for row in check.examples %}
<tr>{% for value in row.values() %}<td>{{ value }}</td>{% endfor %}</tr>
{% endfor %}</table>
{% endif %}
</div>
{% endfor %}
{% endblock %}
"""

STATES = ("errored", "failed", "warning", "passed", "not_run")  # the worst first


def write_data_docs(evidence: Path, stage: str, documents: dict[str, Any]) -> None:
    """Write a page per suite of the stage, and the index over all stages of the run so far."""
    from great_expectations.render.view import DefaultJinjaPageView
    from jinja2 import DictLoader

    view = DefaultJinjaPageView()
    view.env.loader.loaders.append(DictLoader({"page": PAGE, "suite": SUITE, "index": INDEX}))
    view.env.globals.update(style=STYLE, run_id=evidence.name)
    docs = evidence / "data_docs"
    (docs / stage).mkdir(parents=True, exist_ok=True)

    stages = []
    for results in sorted((evidence / "great_expectations").glob("*/results.json")):
        stages.append((results.parent.name, _by_suite(json.loads(results.read_text()))))
    template = view.env.get_template("suite")
    for suite in dict(stages)[stage]:
        rendered = _rendered(documents.get(suite["asset"]))
        checks = [(check, rendered.get(check["check_id"])) for check in suite["checks"]]
        html = template.render(title=f"{suite['asset']}: {stage}", stage=stage, suite=suite, checks=checks)
        (docs / stage / f"{suite['asset']}.html").write_text(html)
    (docs / "index.html").write_text(view.env.get_template("index").render(title="Data Docs", stages=stages))


def _by_suite(results: list[dict[str, Any]]) -> list[dict[str, Any]]:
    suites: dict[str, dict[str, Any]] = {}
    for result in results:
        suite = suites.setdefault(result["asset"], {"asset": result["asset"], "owner": result["owner"], "checks": []})
        suite["checks"].append(result)
    for suite in suites.values():
        checks = suite["checks"]
        for check in checks:
            check["state"] = _state(check)
        checks.sort(key=lambda check: STATES.index(check["state"]))
        suite["state"] = checks[0]["state"]
        suite["counts"] = Counter(check["status"] for check in checks)
        counts = suite["counts"].items()
        suite["summary"] = ", ".join(f"{count} {status.replace('_', ' ')}" for status, count in counts)
    return list(suites.values())


def _state(check: dict[str, Any]) -> str:
    """A failure that does not block is not shown like one that does."""
    return "warning" if check["status"] == "failed" and check["severity"] != "critical" else check["status"]


def _rendered(document: Any) -> dict[str, Any]:
    """The library's own wording of each expectation, by check."""
    from great_expectations.expectations.registry import get_renderer_impl
    from great_expectations.render.components import LegacyRendererType

    if document is None:
        return {}
    blocks = {}
    for result in document.results:
        configuration = result.expectation_config
        _, render = get_renderer_impl(configuration.type, LegacyRendererType.PRESCRIPTIVE)
        content = render(configuration=configuration, runtime_configuration={"styling": {"default": {"classes": ["badge"]}}})
        blocks[configuration.meta["check_id"]] = [block.to_json_dict() for block in content]
    return blocks
