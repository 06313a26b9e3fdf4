"""A load of signed webhooks from one process: prepared beforehand, sent over kept connections."""

import asyncio
import base64
import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass
from urllib.parse import urlencode


@dataclass(frozen=True)
class Load:
    """Answers a second, and the 50th and 99th percentile of their times in milliseconds."""

    per_second: float
    median_ms: float
    p99_ms: float
    failed: int


def webhook(url: str, path: str, token: str, account_sid: str, to: str) -> bytes:
    """The first webhook of a new call, signed, as the bytes of one HTTP request."""
    caller = "+39347" + f"{secrets.randbelow(10**7):07}"
    told = {"CallStatus": "ringing", "Called": to, "Caller": caller, "From": caller, "To": to}
    return signed(url, path, token, account_sid, "CA" + secrets.token_hex(16), **told)


def signed(url: str, path: str, token: str, account_sid: str, call_sid: str, **told: str) -> bytes:
    """What Twilio posts of a call, signed, as the bytes of one HTTP request."""
    form = {
        "AccountSid": account_sid,
        "ApiVersion": "2010-04-01",
        "CallSid": call_sid,
        "CalledCountry": "IT",
        "CallerCountry": "IT",
        "Direction": "inbound",
        "FromCountry": "IT",
        "ToCountry": "IT",
        **told,
    }
    named = url + path + "".join(name + form[name] for name in sorted(form))
    digest = hmac.new(token.encode(), named.encode(), hashlib.sha1).digest()
    body = urlencode(form).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: TwilioProxy/1.1\r\nAccept: */*\r\n"
        "Content-Type: application/x-www-form-urlencoded; charset=UTF-8\r\n"
        f"X-Twilio-Signature: {base64.b64encode(digest).decode()}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def run(port: int, requests: list[bytes], connections: int) -> Load:
    """Send every request, so many at once; only a 200 counts as answered."""
    return asyncio.run(_run(port, requests, connections))


async def _run(port: int, requests: list[bytes], connections: int) -> Load:
    waiting, times, failed = iter(requests), [], 0

    async def one() -> None:
        nonlocal failed
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for request in waiting:
            began = time.perf_counter()
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            length = next(
                int(line.split(b":")[1])
                for line in head.lower().split(b"\r\n")
                if line.startswith(b"content-length")
            )
            await reader.readexactly(length)
            times.append(time.perf_counter() - began)
            failed += not head.startswith(b"HTTP/1.1 200")
            if b"connection: close" in head.lower():
                writer.close()
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.close()

    began = time.perf_counter()
    await asyncio.gather(*(one() for _ in range(connections)))
    seconds = time.perf_counter() - began
    times.sort()
    return Load(
        len(times) / seconds,
        1000 * times[len(times) // 2],
        1000 * times[int(len(times) * 0.99)],
        failed,
    )
