#!/usr/bin/env python3
"""Judges solutions that are Python code: the reference answer of a problem holds assertions, and all of them must hold.

Speaks the protocol of docs/CHECKERS.md: a JSON object a line on standard input, one a line on standard output. Needs the standard
library and Linux alone. Use it with
--set Problems.Checker=Command --set Problems.CheckerCommand="python3 docs/checkers/unit_tests_checker.py --seconds 5".

Each solution runs in a process of its own: no environment, a temporary folder, limits on time, memory, files and processes, and no
network where unshare(1) may take it away. That stops mistakes and clumsy cheats. It is no prison: the code can read what this user can
read. Run the worker in a container, and not as root, if a model may write hostile code.
"""
import argparse
import json
import os
import re
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile

FENCED = re.compile(r"```(?:python|py)?[ \t]*\n(.*?)```", re.DOTALL | re.IGNORECASE)
OUTPUT_BYTES = 1 << 20


def code_of(solution):
    """The fenced blocks, or all of the text where there are none."""
    blocks = FENCED.findall(solution)
    return "\n".join(blocks) if blocks else solution


def run_child(folder, cpu, memory):
    """In the child: sets the limits, then runs the code and the assertions. Only who comes to the end writes the token."""
    import resource

    # The first process of a PID namespace is spared by most signals, those of the limits among them: another one runs the code.
    runner = os.fork()
    if runner:
        code = os.waitstatus_to_exitcode(os.waitpid(runner, 0)[1])
        os._exit(code if code >= 0 else 128 - code)
    token = sys.stdin.read()
    for limit, value in (
        (resource.RLIMIT_CPU, cpu),
        (resource.RLIMIT_AS, memory << 20),
        (resource.RLIMIT_FSIZE, OUTPUT_BYTES),
        (resource.RLIMIT_NPROC, 1),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (value, value))
    names = {"__name__": "__main__"}
    for part in ("solution.py", "tests.py"):
        with open(os.path.join(folder, part), encoding="utf-8") as file:
            exec(compile(file.read(), part, "exec"), names)
    sys.stdout.flush()
    os.write(1, f"\n{token}\n".encode())


def isolation():
    """The command before the child's that takes the network and other processes out of its sight; none where that is not allowed."""
    command = ["unshare", "--map-root-user", "--net", "--pid", "--fork", "--kill-child"]
    if shutil.which("unshare") and subprocess.run([*command, "true"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode == 0:
        return command
    print("unit_tests_checker.py: unshare cannot be used here, so solutions can reach the network", file=sys.stderr, flush=True)
    return []


def lines_of(path):
    with open(path, encoding="utf-8", errors="replace") as file:
        return [line.strip() for line in file.read(OUTPUT_BYTES + 64).splitlines() if line.strip()]


def complaint(lines):
    """The last line of what Python complains about; of an assertion, which one."""
    if lines and lines[-1] == "AssertionError":
        return next((line for line in reversed(lines) if line.startswith("assert")), lines[-1])
    return lines[-1] if lines else None


def judge(question, options, before):
    with tempfile.TemporaryDirectory(prefix="unit-tests-") as folder:
        for part, text in (("solution.py", code_of(question["solution"])), ("tests.py", question["answer"])):
            with open(os.path.join(folder, part), "w", encoding="utf-8") as file:
                file.write(text)
        token, out, err = secrets.token_hex(16), os.path.join(folder, "out"), os.path.join(folder, "err")
        child = [sys.executable, "-I", os.path.abspath(__file__), "--child", folder, "--cpu", str(options.cpu), "--memory", str(options.memory)]
        with open(out, "wb") as stdout, open(err, "wb") as stderr:
            process = subprocess.Popen(
                [*before, *child], stdin=subprocess.PIPE, stdout=stdout, stderr=stderr, cwd=folder, env={}, start_new_session=True)
            try:
                process.communicate(token.encode(), timeout=options.seconds)
            except subprocess.TimeoutExpired:
                return False, f"not finished after {options.seconds:g} s"
            finally:
                try:
                    os.killpg(process.pid, signal.SIGKILL)  # whatever it left behind
                except ProcessLookupError:
                    pass
                process.wait()
        if process.returncode == 0 and token in lines_of(out):
            return True, None
        said = complaint(lines_of(err))
        if process.returncode < 0 or process.returncode > 128:
            number = -process.returncode if process.returncode < 0 else process.returncode - 128
            return False, f"ended by signal {number}" + (f": {said}" if said else "")
        return False, said or "ended before its tests did"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=10, help="wall time for a solution and its assertions")
    parser.add_argument("--cpu", type=int, default=5, help="seconds of processor time")
    parser.add_argument("--memory", type=int, default=512, help="MiB of address space")
    parser.add_argument("--child", metavar="FOLDER", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        run_child(options.child, options.cpu, options.memory)
        return
    before = isolation()
    for line in sys.stdin.buffer:
        question = json.loads(line)
        right, reason = judge(question, options, before)
        print(json.dumps({"id": question["id"], "right": right, "reason": reason, "answer": None}), flush=True)


if __name__ == "__main__":
    main()
