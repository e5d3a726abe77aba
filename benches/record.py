#!/usr/bin/env python3
"""Makes RECORD.md, list.svg and the table of the README of what criterion has measured; ci/bench measures first.

Where there are several passes, a work's time is its median in the quietest of them. A goal is met where ours takes at
most the peer's time divided by the factor. MISSES.md says what limits ours.
"""

import datetime
import json
import os
import pathlib
import re
import subprocess

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent

# The group and, of each peer in it, how many times faster ours shall be.
GOALS = [
    ("read/xml/job-pending", {"quick-xml": 4, "quick-xml-serde-str": 8, "roxmltree-str": 8, "xmlparser-str": 4}),
    ("read/json/job-pending", {"serde_json": 1.9, "sonic-rs": 1.2, "serde-json-core": 2}),
    ("read/xml/documented-pending", {"quick-xml": 5, "roxmltree-str": 9}),
    ("read/json/documented-pending", {"serde_json": 1.9, "sonic-rs": 1.5}),
    ("read/xml/documented-failed", {"quick-xml": 5.5, "roxmltree-str": 10}),
    ("read/json/documented-failed", {"serde_json": 2, "sonic-rs": 1.4}),
    ("read/xml/documented-succeeded", {"quick-xml": 8, "roxmltree-str": 13}),
    ("read/json/documented-succeeded", {"serde_json": 1.6, "sonic-rs": 1.2, "simd-json": 2.4}),
    ("machine/xml", {"quick-xml-serde-str": 6, "instant-xml-str": 6}),
    ("machine/json", {"serde_json": 1.4, "sonic-rs-str": 1, "serde-json-core": 1.3}),
    ("list/xml", {"quick-xml": 6.5, "roxmltree-str": 18}),
    ("list/json", {"serde_json": 1.7, "sonic-rs": 1}),
    ("query/5", {"form_urlencoded": 4, "serde_urlencoded": 7}),
    ("query/30", {"form_urlencoded": 4, "serde_urlencoded": 7}),
    ("build/30", {"form_urlencoded": 2.5}),
]
PEERS = [
    "form_urlencoded", "hmac", "instant-xml", "percent-encoding", "quick-xml", "roxmltree", "serde-json-core",
    "serde_json", "serde_urlencoded", "sha1", "simd-json", "sonic-rs", "xmlparser",
]  # fmt: skip


class Run:
    """What was measured: the time of each work of each group, in ns."""

    def __init__(self, criterion):
        self.groups = {}
        self.bytes = {}
        for path in sorted(criterion.glob("*/*/*/benchmark.json")):
            about = json.loads(path.read_text())
            median = json.loads((path.parent / "estimates.json").read_text())["median"]["point_estimate"]
            works = self.groups.setdefault(about["group_id"], {})
            works[about["function_id"]] = min(median, works.get(about["function_id"], median))
            if about["throughput"]:
                self.bytes[about["group_id"]] = about["throughput"]["Bytes"]

    def ratio(self, group, peer, ours="ours"):
        return self.groups[group][peer] / self.groups[group][ours]

    def ns_per_byte(self, group):
        return self.groups[group]["ours"] / self.bytes[group]

    def gb_per_s(self, group, work):
        return self.bytes[group] / self.groups[group][work]

    def of(self, prefix):
        return [group for group in self.groups if group.startswith(prefix)]


def time(ns):
    for unit, size in [("ms", 1e6), ("µs", 1e3)]:
        if ns >= size:
            return f"{ns / size:.2f} {unit}"
    return f"{ns:.1f} ns"


def verdict(met):
    return "met" if met else "**missed**"


def goals(run):
    """One row a goal: the work, the measured, the wanted, the verdict."""
    rows = []
    for group, peers in GOALS:
        for peer, factor in peers.items():
            ratio = run.ratio(group, peer)
            rows.append((f"{group}, {peer}", f"{ratio:.2f}x", f"{factor:g}x", ratio >= factor))
    for group in ("machine/xml", "machine/json"):
        ratio = run.ratio(group, "ours", "ours-by-hand")
        rows.append((f"{group} by hand, by serde", f"{ratio:.2f}x", "over 1x", ratio > 1))
    rate = run.gb_per_s("list/xml", "ours")
    rows.append(("list/xml, bytes a ns", f"{rate:.2f}", "2.7", rate >= 2.7))
    for work in ("ours", "ours-with-build"):
        ratio = run.ratio("sign/30", work, "rust-crypto-mac-alone")
        rows.append((f"sign/30 {work}, time of the MAC alone", f"{ratio:.2f}x", "at most 2.5x", ratio <= 2.5))
    step = run.groups["poll"]["step"]
    rows.append(("poll/step", time(step), "under 10 ns", step < 10))
    for syntax in ("xml", "json"):
        costs = [run.ns_per_byte(group) for group in run.of(f"linear/{syntax}/")]
        spread = max(costs) / min(costs)
        rows.append((f"linear/{syntax}, dearest byte over cheapest", f"{spread:.2f}x", "under 1.5x", spread < 1.5))
    return rows


def table(head, rows):
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def cpu():
    lines = pathlib.Path("/proc/cpuinfo").read_text()
    fields = dict(re.findall(r"^(model name|cpu family|model|stepping)\s*: (.*)$", lines, re.M))
    return "{model name}, family {cpu family}, model {model}, stepping {stepping}".format(**fields)


def versions():
    lock = (ROOT / "Cargo.lock").read_text()
    packages = re.findall(r'name = "(.*)"\nversion = "(.*)"', lock)
    # Where there are two, the newer is the peer.
    newest = {name: version for name, version in sorted(packages, key=lambda p: [int(n) for n in re.findall(r"\d+", p[1])])}
    return ", ".join(f"{peer} {newest[peer]}" for peer in PEERS)


def commit():
    """What was measured; whatever this script and ci/readme write makes no difference."""

    def git(*args):
        return subprocess.check_output(["git", *args], cwd=ROOT, text=True).strip()

    written = [f":(top,exclude){path}" for path in ("README.md", "benches/RECORD.md", "benches/list.svg")]
    changed = git("status", "--porcelain", "--", ":/", *written)
    return f"`{git('rev-parse', '--short=10', 'HEAD')}`" + (", with changes that are in no commit" if changed else "")


def record(run):
    rows = goals(run)
    met = sum(met for *_, met in rows)
    rustc = subprocess.check_output(["rustc", "--version"], cwd=ROOT, text=True).strip()
    parts = [
        "# Record\n",
        "The last run of ours beside the peers, written by `ci/bench`. What is measured is said in `compare/`.\n",
        f"Measured at commit {commit()}.\n",
        f"{datetime.date.today()}, {cpu()}, {os.cpu_count()} processors; {rustc}, for the default x86-64 processor, one unit"
        " of code, fat LTO.\n",
        "Times are medians of criterion. Each work's is that of its own quietest pass, so that the two of a ratio may come from"
        " different passes. A ratio within a few hundredths of its goal is within noise, whether met or missed.\n",
        f"Peers: {versions()}.\n",
        "## Goals\n",
        f"How many times the time of ours the peer takes, where nothing else is said: {met} of {len(rows)} met.\n",
        table(["work, peer", "measured", "wanted", ""], [(*row, verdict(met)) for *row, met in rows]),
        "## What limits ours\n",
        (HERE / "MISSES.md").read_text(),
        "![Finished jobs counted in a list of 10,000](list.svg)\n",
        "## Cost of a byte\n",
        table(
            ["body", "bytes", "ns a byte"],
            [(group, f"{run.bytes[group]:,}", f"{run.ns_per_byte(group):.3f}") for p in ("linear/", "worst/") for group in run.of(p)],
        ),
        "## All times\n",
    ]
    all_times = [
        (
            f"{group}/{work}",
            time(ns),
            f"{run.gb_per_s(group, work):.2f}" if group in run.bytes else "",
            f"{run.ratio(group, work):.2f}x" if "ours" in works else "",
        )
        for group, works in run.groups.items()
        if not group.startswith(("linear/", "worst/"))
        for work, ns in sorted(works.items(), key=lambda entry: entry[1])
    ]
    parts.append(table(["work", "median", "bytes a ns", "times ours"], all_times))
    return "\n".join(parts)


def plot(run):
    """The throughput of the lists, as bars."""
    bars = []
    for group, label in [("list/xml", "XML"), ("list/json", "JSON")]:
        rates = {work: run.gb_per_s(group, work) for work in run.groups[group]}
        bars += [(f"{label}, {work}", rate) for work, rate in sorted(rates.items(), key=lambda entry: -entry[1])]
    scale = 420 / max(rate for _, rate in bars)
    height = 40 + 26 * len(bars)
    svg = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 710 {height}" font-family="sans-serif" font-size="14">',
        f'<rect width="710" height="{height}" fill="#fff"/>',
        '<text x="10" y="22" font-weight="bold">Finished jobs counted in a list of 10,000: GB a second, more is better</text>',
    ]
    for i, (label, rate) in enumerate(bars):
        y = 36 + 26 * i
        color = "#2563eb" if label.endswith("ours") else "#9ca3af"
        svg += [
            f'<text x="220" y="{y + 15}" text-anchor="end">{label}</text>',
            f'<rect x="228" y="{y}" width="{rate * scale:.1f}" height="20" fill="{color}"/>',
            f'<text x="{234 + rate * scale:.1f}" y="{y + 15}">{rate:.2f}</text>',
        ]
    return "\n".join([*svg, "</svg>"]) + "\n"


def main():
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    run = Run(target / "criterion")
    (HERE / "RECORD.md").write_text(record(run))
    (HERE / "list.svg").write_text(plot(run))
    subprocess.run([ROOT / "ci/readme"], check=True)


if __name__ == "__main__":
    main()
