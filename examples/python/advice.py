"""Mirrors Bellwether's advice with Python's standard library alone.

    from advice import Advice

    advice = Advice("http://localhost:3000", token=None, targets=["openai", "anthropic"])
    target = advice.pick()                      # from memory, never waits, never fails
    target = advice.pick(exclude=[target])      # the next one, when that has just failed

Run as a program it prints whom to call at each turn: python3 advice.py [URL] [TOKEN]
"""

import http.client
import json
import random
import sys
import threading
import time
import urllib.parse
import urllib.request

SILENT_SECONDS = 40  # the server says something every 15 s
FIRST_WAIT_SECONDS = 0.5
LONGEST_WAIT_SECONDS = 30


def events(answer):
    """The events of a stream, as (id, type, data)."""
    fields = {}
    for line in answer:
        line = line.decode().rstrip("\r\n")
        if line:
            name, _, value = line.partition(":")
            fields[name] = value.removeprefix(" ")
        elif "data" in fields:
            yield fields.get("id"), fields.get("event", "message"), json.loads(fields["data"])
            fields = {}
        else:
            fields = {}


class Advice:
    """Whom to call. `targets` is who is called while the server has not said anything."""

    def __init__(self, url, token=None, pool="default", targets=(), on_change=lambda advice: None):
        query = urllib.parse.urlencode({"types": "routing.changed", "pool": pool})
        self._url = f"{url.rstrip('/')}/health/integration/events?{query}"
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._configured = [{"id": target, "share": 1} for target in targets]
        self._on_change = on_change
        self._advice = None
        self._last_id = None
        self._heard_at = float("-inf")
        threading.Thread(target=self._follow, daemon=True).start()

    def age_seconds(self):
        """Since the server was last heard of."""
        return time.monotonic() - self._heard_at

    def rank(self, exclude=()):
        known = self._configured if self._advice is None else self._advice["candidates"]
        return [candidate for candidate in known if candidate["id"] not in exclude]

    def pick(self, exclude=()):
        candidates = self.rank(exclude)
        if not candidates:
            return None
        shares = [candidate["share"] for candidate in candidates]
        return random.choices(candidates, shares)[0]["id"] if any(shares) else candidates[0]["id"]

    def _follow(self):
        wait = FIRST_WAIT_SECONDS
        while True:
            try:
                for told in self._listen():
                    wait = FIRST_WAIT_SECONDS
                    self._take(told)
            except (OSError, ValueError, http.client.HTTPException) as error:
                print(f"bellwether: {error}", file=sys.stderr)
            time.sleep(wait * random.uniform(0.5, 1))
            wait = min(wait * 2, LONGEST_WAIT_SECONDS)

    def _listen(self):
        resuming = {} if self._last_id is None else {"Last-Event-ID": self._last_id}
        request = urllib.request.Request(self._url, headers={**self._headers, **resuming})
        with urllib.request.urlopen(request, timeout=SILENT_SECONDS) as answer:
            yield from events(self._noting(answer))

    def _noting(self, answer):
        for line in answer:
            self._heard_at = time.monotonic()
            yield line

    def _take(self, told):
        self._last_id, kind, data = told
        advice = data.get("routing") if kind == "snapshot" else data.get("advice")
        if advice is not None:
            self._advice = advice
            self._on_change(advice)


def show(advice):
    line = ", ".join(f"{each['id']} {each['share']:.0%}" for each in advice["candidates"])
    print(line, flush=True)


if __name__ == "__main__":
    arguments = dict(zip(("url", "token"), sys.argv[1:]))
    Advice(**{"url": "http://localhost:3000", **arguments}, on_change=show)
    threading.Event().wait()
