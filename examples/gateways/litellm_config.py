#!/usr/bin/env python3
"""Writes a pool of Bellwether as a configuration of LiteLLM (JSON, which is YAML too), where it is another one than before.

Prints `changed` or `unchanged`, so that whoever runs it restarts the proxy only when that helps:

    ./litellm_config.py config.json && litellm --config config.json

BELLWETHER_URL [http://127.0.0.1:3000], BELLWETHER_TOKEN (role read) [none], POOL [chat]
"""

import json
import os
import sys
import urllib.parse
import urllib.request


def fetch():
    base = os.environ.get("BELLWETHER_URL", "http://127.0.0.1:3000")
    pool = urllib.parse.quote(os.environ.get("POOL", "chat"), safe="")
    request = urllib.request.Request(f"{base}/health/integration/routing/gateways/litellm?pool={pool}")
    token = os.environ.get("BELLWETHER_TOKEN")
    if token:
        request.add_header("authorization", f"Bearer {token}")
    with urllib.request.urlopen(request, timeout=5) as answer:
        return json.load(answer)


def write(path, text):
    """A reader sees the old one or the new one, never half of it."""
    fresh = f"{path}.fresh"
    with open(fresh, "w", encoding="utf-8") as file:
        file.write(text)
    os.replace(fresh, path)


def main(path):
    advice = fetch()
    if not advice["model_list"]:
        sys.exit("nobody of the pool can be called by LiteLLM; left as it was")
    config = {key: advice[key] for key in ("model_list", "router_settings")}
    text = json.dumps(config, indent=2) + "\n"
    if os.path.exists(path):
        with open(path, encoding="utf-8") as file:
            if file.read() == text:
                print("unchanged")
                return
    write(path, text)
    print("changed")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "config.json")
