"""One POST to an address that somebody outside the house has named: only to where the public net leads, with no trust in who answers there.

The name is resolved once, every address that it has is judged, and the connection goes to the one that was judged. No redirect is followed, no proxy is
asked, and what is answered beyond its status is not kept.
"""
import http.client
import socket
import ssl
import time
from collections.abc import Mapping
from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from threading import Timer
from urllib.parse import urlsplit

SECONDS = 10  # for all of it after the name is resolved, however slowly it drips
READ_AT_MOST = 300  # bytes of the answer, so that the other side sees it taken
# Where IPv6 is given out by a registry; what wraps an IPv4 address in another one (6to4, Teredo, NAT64, mapped) would hide it from the judgement.
_GIVEN_OUT, _WRAPPED = IPv6Network("2000::/3"), (IPv6Network("2002::/16"), IPv6Network("2001::/32"))


class NotPosted(Exception):
    """`why`: no_name, near, certificate, slow, unreachable."""

    def __init__(self, why: str):
        super().__init__(why)
        self.why = why


def post(url: str, body: bytes, headers: Mapping[str, str], *, near_too: bool = False) -> int:
    """The status of the answer. `near_too`: the machine's own loopback counts as well, as on a laptop. Raises NotPosted."""
    parts = urlsplit(url)
    is_sealed, host = parts.scheme == "https", parts.hostname or ""
    port = parts.port or (443 if is_sealed else 80)
    address = _judged(host, port, near_too)
    held, ends = list[socket.socket](), time.monotonic() + SECONDS
    ending = Timer(SECONDS, _cut, [held])
    ending.start()
    try:
        held.append(socket.create_connection((address, port), SECONDS))
        if is_sealed:
            sealed = ssl.create_default_context().wrap_socket(held[0], server_hostname=host, do_handshake_on_connect=False)
            held.append(sealed)
            sealed.do_handshake()
        status = _answer(http.client.HTTPSConnection(host, port) if is_sealed else http.client.HTTPConnection(host, port), held[-1],
                         (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), body, headers)
        if time.monotonic() >= ends:  # what was cut off in the middle of its head looks like the end of it
            raise TimeoutError
        return status
    except ssl.SSLCertVerificationError as error:
        raise NotPosted("certificate") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise NotPosted("slow" if isinstance(error, TimeoutError) or time.monotonic() >= ends else "unreachable") from error
    finally:
        ending.cancel()
        for one in reversed(held):
            one.close()


def is_public(address: str) -> bool:
    """Whether the public net leads there, and to another machine than this one."""
    found = ip_address(address.partition("%")[0])
    return _is_given_out(found) and not _is_own(found)


def _answer(connection: http.client.HTTPConnection, held: socket.socket, path: str, body: bytes, headers: Mapping[str, str]) -> int:
    connection.sock = held  # it has none to make of its own, and so no second resolution
    connection.request("POST", path, body, {**headers, "Connection": "close"})
    answer = connection.getresponse()
    answer.read(READ_AT_MOST)
    return answer.status


def _judged(host: str, port: int, near_too: bool) -> str:
    """The first address of the name, if all of its addresses may be posted to: a name with one foot in the house is refused."""
    try:
        found = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError) as error:
        raise NotPosted("no_name") from error
    if not found or not all((near_too and ip_address(one.partition("%")[0]).is_loopback) or is_public(one) for one in found):
        raise NotPosted("near")
    return found[0]


def _is_given_out(found: IPv4Address | IPv6Address) -> bool:
    if isinstance(found, IPv6Address) and (found not in _GIVEN_OUT or any(found in one for one in _WRAPPED)):
        return False
    return found.is_global and not (found.is_multicast or found.is_reserved)


def _is_own(found: IPv4Address | IPv6Address) -> bool:
    """Whether the machine would speak to itself: it then chooses that same address to speak from. Nothing is sent."""
    with socket.socket(socket.AF_INET6 if found.version == 6 else socket.AF_INET, socket.SOCK_DGRAM) as asked:
        try:
            asked.connect((str(found), 9))
        except OSError:
            return False  # no way leads there at all
        return ip_address(asked.getsockname()[0]) == found


def _cut(held: list[socket.socket]) -> None:
    for one in held:
        with suppress(OSError):  # closed meanwhile, or wrapped in the next
            socket.socket.shutdown(one, socket.SHUT_RDWR)
