"""The figures of the servers as tables for people, with ratios to the two references."""

from __future__ import annotations

from typing import Any

HEAD = ("answers/s", "p50 ms", "p99 ms", "cpu us", "RSS MB", "PSS MB", "/limit", "/isolated", "cpu/limit")


def print_table(title: str, figures: list[dict[str, Any]], *, limit: str, isolated: str) -> None:
    """One load; `/limit` and `/isolated` are rates over the reference's, `cpu/limit` processor time over it."""
    print(f"\n{title}\n  {'':<30}" + "".join(f"{word:>11}" for word in HEAD))
    named = {figure["server"]: figure for figure in figures}
    for figure in figures:
        if figure["rate"] is None:
            print(f"  {figure['server']:<30}  not measured: {figure['reason']}")
            continue
        cells = [
            f"{figure['rate']:.0f}" if figure["rate"] >= 1000 else f"{figure['rate']:.1f}",
            f"{figure['p50']:.2f}",
            f"{figure['p99']:.2f}",
            f"{figure['cpu']:.0f}",
            f"{figure['rss']:.0f}",
            f"{figure['pss']:.0f}",
            _ratio(figure, named.get(limit), "rate"),
            _ratio(figure, named.get(isolated), "rate"),
            _ratio(figure, named.get(limit), "cpu"),
        ]
        print(f"  {figure['server']:<30}" + "".join(f"{cell:>11}" for cell in cells))


def _ratio(figure: dict[str, Any], other: dict[str, Any] | None, of: str) -> str:
    return f"{figure[of] / other[of]:.2f}" if other and other[of] else "-"


def print_facts(facts: list[dict[str, Any]]) -> None:
    """What is no load: readiness, memory, jobs."""
    print("\nReady (from the command's start to its first answer), memory then, jobs")
    for fact in facts:
        said = ", ".join(f"{name} {figure}" for name, figure in fact.items() if name != "server")
        print(f"  {fact['server']:<30}  {said}")
    print("  Over gRPC bytes go in and out, with no JSON or base64 to do, and a client in Python on the same machine.")
    print("  Not measured: jobs as BentoML's tasks.")
    print("  The worker reference copies its buffers piece by piece: with pictures, judge by the limit, not by it.")
