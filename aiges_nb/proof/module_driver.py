"""Runs in the package's environment: load a module's adapter, ask it every golden case, tell what came.

Standard library only, Python 3.9. The task comes as JSON on stdin, the answers go as JSON lines to stdout.
"""

import importlib
import importlib.util
import json
import os
import sys
import traceback


def main():
    task = json.load(sys.stdin)
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what the adapter and its SDK print is no answer

    def tell(event, **facts):
        answers.write(json.dumps({"event": event, **facts}) + "\n")
        answers.flush()

    os.chdir(task["folder"])
    # This file's own folder has an `http.py` beside it that is not the standard library's.
    here = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [task["folder"], *(place for place in sys.path if os.path.abspath(place) != here)]
    os.environ.update(task["environment"])
    if task["toolkit"]:
        stand_in(task["toolkit"])
    try:
        runtime = importlib.import_module("_aiges_nb_module")
        spec = importlib.util.spec_from_file_location("adapter", task["file"])
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        adapter = runtime.adapters[-1]()
        if not task["toolkit"]:
            tell("sdk", version=sdk_version())
        first = "initialize" if "initialize" in vars(type(adapter)) else "initialise"
        runtime.settle(getattr(adapter, first)())
        tell("loaded", class_name=type(adapter).__name__)
    except BaseException:
        tell("failed", text=traceback.format_exc())
        return
    for case in runtime.list_cases():
        try:
            tell("case", name=case["name"], answer=runtime.answer_of(adapter, case))
        except BaseException:
            tell("case", name=case["name"], failure=traceback.format_exc())
    try:
        runtime.settle(adapter.cleanup())
    except BaseException:
        tell("failed", text=traceback.format_exc())
        return
    tell("ended")


def stand_in(place):
    """Answer the SDK's import lines as the notebook does, and give the author's code the package's own `progress`."""
    sys.path.append(place)
    importlib.import_module("aiges_nb.sdk.shim").install_shim()
    progress = importlib.import_module("_aiges_nb_kit.progress")
    sys.modules["aiges_nb.progress"] = sys.modules["aiges_nb"].progress = progress


def sdk_version():
    try:
        from importlib.metadata import version

        return version("codeproject-ai-sdk")
    except Exception:
        return "?"


main()
# A thread that an adapter left behind must not keep this process.
sys.stdout.flush()
os._exit(0)
