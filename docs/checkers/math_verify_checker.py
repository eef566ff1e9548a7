#!/usr/bin/env python3
"""Judges answers of mathematics problems with the package math-verify (pip install math-verify).

Speaks the protocol of docs/CHECKERS.md: a JSON object a line on standard input, one a line on standard output.
Use it with --set Problems.Checker=Command --set Problems.CheckerCommand="python3 docs/checkers/math_verify_checker.py".
"""
import json
import os
import sys

try:
    from math_verify import parse, verify
except ImportError as error:
    sys.exit(f"math_verify_checker.py needs the package math-verify ({error}): pip install math-verify")


def parse_reference(answer):
    """LaTeX is recognised between dollar signs or in a box only, and a reference often has neither."""
    if "$" in answer or "\\boxed" in answer:
        return parse(answer)
    return parse(f"${answer}$") or parse(answer)


def judge(question):
    reference = parse_reference(question["answer"])
    found = parse(question["solution"])
    answer = str(found[-1]) if found else None
    if not found:
        return False, "no answer found in the solution", answer
    if not reference:
        same = answer.strip() == question["answer"].strip()
        return same, "math-verify cannot read the reference answer, so the two were compared as texts", answer
    right = bool(verify(reference, found))
    return right, None if right else f"{answer} is not {question['answer']}", answer


def main():
    # What libraries print must not get among the replies.
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    for line in sys.stdin.buffer:
        question = json.loads(line)
        right, reason, answer = judge(question)
        replies.write(json.dumps({"id": question["id"], "right": right, "reason": reason, "answer": answer}) + "\n")
        replies.flush()


if __name__ == "__main__":
    main()
