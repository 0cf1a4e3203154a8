"""Regular expressions that only Python can evaluate, bounded in time.

Enters: a pattern and texts. Leaves: whether each matches, or None where that took too long. The
matching runs in a process of its own, which is ended when it does not answer: Python's regular
expressions backtrack and cannot be interrupted otherwise.
"""

import json
import selectors
import subprocess
import sys
import threading
from dataclasses import dataclass, field

_SERVER = """
import json, re, sys, warnings
warnings.simplefilter("ignore")
known = {}
for line in sys.stdin:
    regex, flags, text = json.loads(line)
    if (regex, flags) not in known:
        known[regex, flags] = re.compile(regex, flags)
    print(int(known[regex, flags].search(text) is not None), flush=True)
"""


@dataclass(slots=True)
class Matcher:
    """Matches texts in a child process; a pattern that once took too long is not tried again."""

    seconds: float = 2.0
    _child: subprocess.Popen[str] | None = None
    _known: dict[tuple[str, str, str], bool] = field(default_factory=dict)
    _slow: set[tuple[str, str]] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def matches(self, regex: str, flags: str, text: str) -> bool | None:
        """Whether the pattern is found in the text; None where that took too long."""
        with self._lock:
            if (regex, flags) in self._slow:
                return None
            key = (regex, flags, text)
            if key not in self._known:
                answer = self._ask(regex, flags, text)
                if answer is None:
                    self._slow.add((regex, flags))
                    return None
                self._known[key] = answer
            return self._known[key]

    def _ask(self, regex: str, flags: str, text: str) -> bool | None:
        from lod.shacl.patterns import compiled

        pattern = compiled(regex, flags)
        child = self._started()
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(json.dumps([pattern.pattern, pattern.flags, text]) + "\n")
        child.stdin.flush()
        with selectors.DefaultSelector() as selector:
            selector.register(child.stdout, selectors.EVENT_READ)
            if not selector.select(self.seconds):
                self.close()
                return None
        return child.stdout.readline().strip() == "1"

    def _started(self) -> subprocess.Popen[str]:
        if self._child is None:
            self._child = subprocess.Popen(
                [sys.executable, "-I", "-S", "-c", _SERVER],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                encoding="utf-8",
            )
        return self._child

    def close(self) -> None:
        """End the child process."""
        if self._child is not None:
            self._child.kill()
            self._child.communicate()
            self._child = None
