"""Runs every image under QEMU, weighs it and holds it to its budget; what is wrong makes the exit status 1.

An image is too large at more than 3 % over its budget or, where RECORD.md misses that, over its figure there.

An image's flash is its .text and .rodata over those of the empty one, its stack what it has written of a painted one.
With --record the tables are written into RECORD.md and the README as well.
"""

import datetime
import os
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
M0, M4 = "thumbv6m-none-eabi", "thumbv7em-none-eabihf"
MACHINES = {M0: "microbit", M4: "mps2-an386"}

# Image, what it can do, and budgets of flash and stack on the Cortex-M4, in bytes.
CAPABILITIES = [
    ("json", "read a JSON job answer to `JobState`", 6 * 1024, 1024),
    ("xml", "the same, XML", 7 * 1024, 1024),
    ("both", "both syntaxes", 11 * 1024, 1024),
    ("query", "parse a query", 2 * 1024, 256),
    ("sign", "build and sign (HMAC-SHA1)", 8 * 1024, 1536),
    ("poller", "poller", 3 * 1024, 256),
    ("everything", "everything above, one image", 24 * 1024, 2048),
    ("serde", "the same with serde into `VirtualMachine`", 32 * 1024, 3 * 1024),
    ("lifecycle", "the whole life of a job, an address found by a walk", 28 * 1024, 2048),
    ("lifecycle_serde", "the same, the machine read by serde", 36 * 1024, 3 * 1024),
    ("scan", "both syntaxes in pieces of 64 bytes, the kilobyte of `Scan` included", 26 * 1024, 2560),
]

# Image, the peer's crate, and the image of ours that does the same and must be smaller.
PEERS = [
    ("peer_serde_json_core", "serde-json-core", "json"),
    ("peer_xmlparser", "xmlparser", "xml"),
    ("peer_roxmltree", "roxmltree, with a bump allocator", "xml"),
]

# What is never linked, by the symbols that tell of it.
FORBIDDEN = {
    "a panic": r"9panicking",
    "an allocation": r"rust_?alloc|5alloc",
    "formatted floats": r"3fmt5float|7flt2dec",
    "tables of Unicode": r"4core7unicode|12unicode_data",
    "a 64-bit division": r"__aeabi_u?ldivmod|__u?divmod?di[34]|u64_div_rem",
}

# What is planted in which image, and must be found there.
PLANTED = {"planted": FORBIDDEN.keys() - {"an allocation"}, "peer_roxmltree": {"an allocation"}}

# What another compiler may add to a budget, or to the recorded figure that misses it.
SLACK = 1.03


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def image(target, name):
    return HERE / os.environ.get("CARGO_TARGET_DIR", "target") / target / "release" / name


def flash(target, name):
    def size(name):
        sections = output("readelf", "-SW", image(target, name))
        sizes = re.findall(r"\] \.(?:text|rodata) +PROGBITS +\w+ +\w+ +(\w+)", sections)
        return sum(int(size, 16) for size in sizes)

    return size(name) - size("empty")


def linked(target, name):
    """What of the forbidden is in an image."""
    symbols = output("readelf", "-sW", image(target, name))
    return {what for what, pattern in FORBIDDEN.items() if re.search(pattern, symbols)}


def run(target, name):
    """Whether all was right, and of each line that was printed its name, its stack and its ticks."""
    done = subprocess.run(
        ["timeout", "60", "qemu-system-arm", "-machine", MACHINES[target], "-nographic", "-monitor", "none",
         "-serial", "null", "-semihosting-config", "enable=on,target=native", "-icount", "shift=8",
         "-kernel", image(target, name)],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    lines = re.findall(r"^(.+): ([\d,]+) bytes of stack, ([\d,]+) ticks$", done.stdout, re.M)
    return done.returncode == 0, [(line, number(stack), number(ticks)) for line, stack, ticks in lines]


def number(text):
    return int(text.replace(",", ""))


def check_planted(wrong):
    """The checks find what they look for, and a wrong answer is a failure."""
    for target in MACHINES:
        for name, planted in PLANTED.items():
            for what in planted - linked(target, name):
                wrong.append(f"{name} for {target} has {what} in it, which is not found")
        if run(target, "planted")[0]:
            wrong.append(f"{target}: a panic ended well")


def check_images(wrong):
    """Every image of the library gives the right answers on both boards, and has nothing in it that is forbidden."""
    for target in MACHINES:
        for name, *_ in CAPABILITIES:
            if not run(target, name)[0]:
                wrong.append(f"{name} gives a wrong answer on {MACHINES[target]}")
            for what in linked(target, name):
                wrong.append(f"{name} for {target} has {what} in it")


def recorded():
    """The flash and the stack of each capability in RECORD.md."""
    row = r"^\| (.+?) \| ([\d,]+) \| [\d,]+ \| ([\d,]+) \| [\d,]+ \|"
    rows = re.findall(row, (HERE / "RECORD.md").read_text(), re.M)
    return {what: list(map(number, sizes)) for what, *sizes in rows}


def budgets(wrong):
    before = recorded()
    yield "| capability | flash | of at most | stack | of at most | |"
    yield "|---|---:|---:|---:|---:|---|"
    for name, what, *limits in CAPABILITIES:
        [(_, stack, _)] = run(M4, name)[1]
        cells, missed = [], []
        sizes = [flash(M4, name), stack]
        for kind, size, limit, last in zip(["flash", "stack"], sizes, limits, before.get(what, limits)):
            most = int(max(limit, last) * SLACK)
            if size > most:
                wrong.append(f"{name}: {size} bytes of {kind}, at most {most} are allowed")
            if size > limit:
                missed.append(f"{kind} missed")
            cells += [f"{size:,}", f"{limit:,}"]
        yield f"| {what} | {' | '.join(cells)} | {', '.join(missed)} |"


def peers(wrong):
    yield "| reads the same answer | flash | ours | stack | ours |"
    yield "|---|---:|---:|---:|---:|"
    for name, crate, same in PEERS:
        is_right, [(_, stack, _)] = run(M4, name)
        (theirs, ours), [(_, our_stack, _)] = (flash(M4, name), flash(M4, same)), run(M4, same)[1]
        if not is_right:
            wrong.append(f"{crate} gives a wrong answer")
        if ours >= theirs:
            wrong.append(f"{same} is not smaller than {crate}: {ours} and {theirs} bytes of flash")
        yield f"| {crate} | {theirs:,} | {ours:,} | {stack:,} | {our_stack:,} |"


def instructions(wrong):
    is_right, [(known, _, clock), *lines] = run(M0, "counts")
    if not is_right:
        wrong.append("counts gives a wrong answer")
        return
    counts = {line: ticks * int(known) // clock for line, _, ticks in lines}
    yield "| answer | JSON | XML |"
    yield "|---|---:|---:|"
    for answer in ["pending", "failed", "machine"]:
        yield f"| {answer} | {counts[answer + '.json']:,} | {counts[answer + '.xml']:,} |"


def versions():
    """The peers with their versions."""
    locked = dict(re.findall(r'name = "(.+)"\nversion = "(.+)"', (HERE / "Cargo.lock").read_text()))
    names = [crate.split(",")[0] for _, crate, _ in PEERS]
    return ", ".join(f"{name} {locked[name]}" for name in names)


def main():
    wrong = []
    check_planted(wrong)
    check_images(wrong)
    tables = ["\n".join(table(wrong)) for table in (budgets, peers, instructions)]
    print("\n\n".join(tables))
    if "--record" in sys.argv:
        record = HERE / "RECORD.md"
        record.write_text(RECORD.format(*tables, peers=versions(), date=datetime.date.today(), rustc=output("rustc", "-V").strip(),
                                        qemu=output("qemu-system-arm", "--version").splitlines()[0]))
        subprocess.run([HERE / "../../ci/readme"], check=True)
    for what in wrong:
        print(what, file=sys.stderr)
    sys.exit(bool(wrong))


RECORD = """\
# What it costs

Measured by `ci/firmware --record` on {date}, with {rustc} and {qemu}. In bytes, on a Cortex-M4
(thumbv7em-none-eabihf, `opt-level = "s"`, fat LTO, one codegen unit, `panic = "abort"`): `.text` and `.rodata` over an
empty firmware, memory routines included; the deepest stack by painting it.

{0}

What is asked of a query is compared where it stands: decoding it into a buffer brings the check of UTF-8 by `core`
along, 624 bytes, which every capability that reads an answer has anyway.

Peers ({peers}), in the same run and the same way:

{1}

Instructions on a Cortex-M0 (QEMU's `-icount`), from the bytes of the answer to what it means; for the machine with a
walk to the addresses of its two network cards:

{2}
"""

if __name__ == "__main__":
    main()
