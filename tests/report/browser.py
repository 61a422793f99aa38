"""A headless browser on a pipe: pages at a width or as on paper, what they ask for and what they complain of. No package needed."""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
from pathlib import Path
from typing import Any, Self

A4_TEXT = 688
"""Width of the text on A4 in CSS pixels: 210 mm less 14 mm on each side, 96 pixels to 25.4 mm."""
A4_HEIGHT = 1005
"""Height of the text on A4 in CSS pixels: 297 mm less 15 and 16 mm."""
OPTIONS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--remote-debugging-pipe")
COMPLAINTS = ("Runtime.exceptionThrown", "Log.entryAdded")


class Browser:
    """A browser with one page. It reads commands from its file 3 and answers on its file 4, a null byte behind each."""

    def __init__(self, program: str, folder: Path) -> None:
        theirs_in, self.to = os.pipe()
        self.back, theirs_out = os.pipe()
        ends = [fcntl.fcntl(end, fcntl.F_DUPFD, 10) for end in (theirs_in, theirs_out)]  # neither is 3 or 4 now

        def joined() -> None:
            os.dup2(ends[0], 3)
            os.dup2(ends[1], 4)

        command = [program, *OPTIONS, f"--user-data-dir={folder}/profile"]
        self.process = subprocess.Popen(command, preexec_fn=joined, pass_fds=(3, 4), stderr=subprocess.DEVNULL)
        for end in (theirs_in, theirs_out, *ends):
            os.close(end)
        self.asked, self.rest, self.session = 0, b"", ""
        self.events = list[dict[str, Any]]()
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for part in ("Page", "Network", "Runtime", "Log"):
            self.call(f"{part}.enable")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(60)
        os.close(self.to)
        os.close(self.back)

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        """The answer to one command. RuntimeError if the browser refuses it."""
        self.asked += 1
        message = {"id": self.asked, "method": method, "params": params} | ({"sessionId": self.session} if self.session else {})
        os.write(self.to, json.dumps(message).encode() + b"\0")
        while (answer := self._read()).get("id") != self.asked:
            self.events.append(answer)
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return dict(answer["result"])

    def open(self, page: Path, width: int, lang: str, paper: bool = False) -> None:
        """Load a page at a width in CSS pixels, in a language, with everything unfolded that a reader (or paper) can unfold."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=800, deviceScaleFactor=1, mobile=width < 600)
        self.call("Emulation.setEmulatedMedia", media="print" if paper else "screen")
        self.events.clear()
        self.call("Page.navigate", url=page.as_uri())
        while not any(event.get("method") == "Page.loadEventFired" for event in self.events):
            self.events.append(self._read())
        self.ask(f"document.querySelector('label[for=lang-{lang}]').click()")
        unfold = "window.dispatchEvent(new Event('beforeprint'))"
        self.ask(unfold if paper else "document.querySelectorAll('details').forEach(function (one) { one.open = true; })")

    def ask(self, code: str) -> Any:
        """What an expression gives on the page. RuntimeError if it throws."""
        found = self.call("Runtime.evaluate", expression=code, returnByValue=True)
        if "exceptionDetails" in found:
            raise RuntimeError(found["exceptionDetails"])
        return found["result"].get("value")

    def requests(self) -> list[str]:
        """Addresses that were asked for since the page was opened, its own among them."""
        return [e["params"]["request"]["url"] for e in self.events if e.get("method") == "Network.requestWillBeSent"]

    def complaints(self) -> list[dict[str, Any]]:
        """Errors and warnings on the console since the page was opened."""
        said = [e["params"] for e in self.events if e.get("method") == "Runtime.consoleAPICalled"]
        loud = [entry for entry in said if entry["type"] in ("error", "warning", "assert")]
        return loud + [e["params"] for e in self.events if e.get("method") in COMPLAINTS]

    def _read(self) -> dict[str, Any]:
        while b"\0" not in self.rest:
            more = os.read(self.back, 1 << 20)
            if not more:
                raise RuntimeError("the browser has gone")
            self.rest += more
        one, self.rest = self.rest.split(b"\0", 1)
        return dict(json.loads(one))
